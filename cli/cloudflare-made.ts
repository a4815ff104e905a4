import * as z from "zod";
import { withoutSecrets } from "../errors/secret-detector.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { type CloudflareOptions, openCloudflare } from "./cloudflare-api.ts";

/** Something that Cloudflare made, with a secret that it tells this once. */
export interface Made {
  readonly secret: string;
  /** What may be seen, by the name that the config has for it. */
  readonly shown: Readonly<Record<string, string>>;
  /** Takes it back, when its secret could not be kept. */
  readonly undo: () => Promise<void>;
}

/** Makes what comes with a secret. Nobody but the caller ever sees the secret. */
export interface SecretMaker {
  readonly widget: (wanted: {
    readonly accountId: string;
    readonly name: string;
    readonly hosts: readonly string[];
    readonly mode: string;
  }) => Promise<Made>;
  readonly serviceToken: (wanted: { readonly accountId: string; readonly name: string; readonly days: number }) => Promise<Made>;
}

const widgetSchema = z.object({ result: z.object({ sitekey: z.string(), secret: z.string().min(1) }) });
const tokenSchema = z.object({
  result: z.object({ id: z.string(), client_id: z.string(), client_secret: z.string().min(1), expires_at: z.string() }),
});

const HOURS_PER_DAY = 24;

/**
 * Source: Cloudflare API, "Create a Turnstile Widget", "Delete a Turnstile Widget", "Create a service token", "Delete a service token"
 * (checked 2026-11-25); tried against a stand-in only.
 */
export function cloudflareMaker(options: CloudflareOptions): SecretMaker {
  const make = async <S extends z.ZodType>(what: string, path: string, body: object, schema: S): Promise<z.output<S>> => {
    try {
      // once: a repeated POST would make a second one that nobody knows
      return schema.parse(await (await openCloudflare(options)).post(path, { body, maxRetries: 0 }));
    } catch (error) {
      throw refused(what, error instanceof z.ZodError ? "an answer of another form" : textOf(error));
    }
  };
  const undo = (path: string) => async (): Promise<void> => {
    await (await openCloudflare(options)).delete(path);
  };
  return {
    widget: async ({ accountId, name, hosts, mode }) => {
      const path = `/accounts/${encodeURIComponent(accountId)}/challenges/widgets`;
      const { result } = await make(`Turnstile widget ${name}`, path, { name, domains: [...hosts].sort(), mode }, widgetSchema);
      return { secret: result.secret, shown: { sitekey: result.sitekey }, undo: undo(`${path}/${encodeURIComponent(result.sitekey)}`) };
    },
    serviceToken: async ({ accountId, name, days }) => {
      const path = `/accounts/${encodeURIComponent(accountId)}/access/service_tokens`;
      const { result } = await make(`service token ${name}`, path, { name, duration: `${days * HOURS_PER_DAY}h` }, tokenSchema);
      return {
        secret: result.client_secret,
        shown: { id: result.id, clientId: result.client_id, expires: result.expires_at.slice(0, "YYYY-MM-DD".length) },
        undo: undo(`${path}/${encodeURIComponent(result.id)}`),
      };
    },
  };
}

function textOf(error: unknown): string {
  return withoutSecrets(error instanceof Error ? error.message : String(error));
}

function refused(what: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "provider",
    code: "CLOUDFLARE_REFUSED",
    where: what,
    expected: "Cloudflare to make it",
    got,
    fix: "check that CLOUDFLARE_API_TOKEN may edit Turnstile or Access service tokens of the account, and that none of the name is left over",
  });
}
