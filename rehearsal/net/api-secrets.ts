import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import { TURNSTILE_HOSTNAMES, TURNSTILE_WIDGETS } from "../../edge/product-limits.ts";
import { bestZone, overQuota } from "../behaviours/quota.ts";
import { asUuid } from "../generated.ts";
import type { World } from "../world.ts";
import { type ApiAnswer, failed, SUCCESS } from "./api-answer.ts";

const WIDGET = "cloudflare_turnstile_widget";
const TOKEN = "cloudflare_zero_trust_access_service_token";

export interface ApiChange {
  readonly method: string;
  readonly accountId: string;
  /** Below the account. */
  readonly path: string;
  readonly body: unknown;
}

/** What the API takes; a field that nobody knows is refused here, so that a misspelt one shows. */
const widgetSchema = z.strictObject({
  name: z.string().min(1).max(254),
  domains: z.array(z.string().regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/)).min(1),
  mode: z.enum(["managed", "non-interactive", "invisible"]),
});
const tokenSchema = z.strictObject({ name: z.string().min(1), duration: z.string().regex(/^[1-9]\d*h$/) });

/**
 * Makes and deletes what comes with a secret; undefined for another path. The secret is random, answered once and kept nowhere: the world
 * has its hash alone.
 * Source: Cloudflare API, "Create a Turnstile Widget", "Create a service token" (checked 2026-11-25).
 */
export function changeSecretThing(change: ApiChange, world: World, now: () => Date): ApiAnswer | undefined {
  const [, kind, id] = /^(challenges\/widgets|access\/service_tokens)(?:\/([^/]+))?$/.exec(change.path) ?? [];
  if (kind === undefined) return undefined;
  const type = kind === "challenges/widgets" ? WIDGET : TOKEN;
  if (change.method === "DELETE" && id !== undefined) return remove(world, type, id, change.accountId);
  if (change.method !== "POST" || id !== undefined) return failed(405, 10_405, "Method not allowed for this authentication scheme");
  return type === WIDGET ? makeWidget(change, world) : makeToken(change, world, now());
}

function makeWidget({ body, accountId }: ApiChange, world: World): ApiAnswer {
  const parsed = widgetSchema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const zone = bestZone(accountId, { world });
  const own = world.objects(WIDGET).filter(({ attributes }) => attributes.account_id === accountId);
  const over = [...overQuota(TURNSTILE_WIDGETS, zone, own.length + 1), ...overQuota(TURNSTILE_HOSTNAMES, zone, parsed.data.domains.length)];
  if (over.length > 0) return failed(400, 10_001, over.join("; "));
  const sitekey = `0x4AAA${world.newId(WIDGET).slice(0, 18)}`;
  const secret = `0x4AAA${randomBytes(24).toString("base64url")}`;
  const shown = {
    ...parsed.data,
    sitekey,
    region: "world",
    bot_fight_mode: false,
    clearance_level: "no_clearance",
    ephemeral_id: false,
    offlabel: false,
    created_on: world.time(),
    modified_on: world.time(),
  };
  world.put({ type: WIDGET, id: sitekey, attributes: { ...shown, id: sitekey, account_id: accountId, secret: hashOf(secret) } });
  return { status: 200, body: { ...SUCCESS, result: { ...shown, secret } } };
}

function makeToken({ body, accountId }: ApiChange, world: World, now: Date): ApiAnswer {
  const parsed = tokenSchema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const { name, duration } = parsed.data;
  const id = asUuid(world.newId(TOKEN));
  const clientId = `${world.newId("cloudflare access client")}.access`;
  const secret = randomBytes(32).toString("hex");
  const expires = new Date(now.getTime() + Number.parseInt(duration, 10) * 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  const shown = { id, name, duration, client_id: clientId, expires_at: expires };
  world.put({ type: TOKEN, id, attributes: { ...shown, account_id: accountId, client_secret: hashOf(secret) } });
  return { status: 200, body: { ...SUCCESS, result: { ...shown, client_secret: secret } } };
}

function remove(world: World, type: string, id: string, accountId: string): ApiAnswer {
  const found = world.find(type, id);
  if (found === undefined || found.attributes.account_id !== accountId) return failed(404, 10_404, `there is no ${id}`);
  world.remove(type, id);
  return { status: 200, body: { ...SUCCESS, result: { id } } };
}

function hashOf(secret: string): string {
  return `sha256 ${createHash("sha256").update(secret).digest("hex")}`;
}

function invalid(error: z.ZodError): ApiAnswer {
  return failed(400, 10_400, z.prettifyError(error).split("\n")[0] ?? "invalid request");
}
