import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckExpression } from "./behaviours/behaviour.ts";
import { type Faults, injectFaults } from "./faults.ts";
import { type Listening, listen } from "./protocol/server.ts";
import type { ProviderName } from "./schema/bindings.ts";
import { providerSchema, typesOf } from "./served.ts";
import { openSession } from "./session.ts";
import type { World } from "./world.ts";

export interface ProviderOptions {
  readonly world: World;
  readonly faults?: Faults;
  /** Says what is wrong with a rules-language text; without it every text is taken. */
  readonly checkExpression?: CheckExpression;
}

export interface RunningProvider {
  /** Value for TF_REATTACH_PROVIDERS: both providers, at Terraform's and at OpenTofu's registry address. */
  readonly reattach: string;
  readonly close: () => Promise<void>;
}

const ADDRESSES: Readonly<Record<ProviderName, string>> = { cloudflare: "cloudflare/cloudflare", aws: "hashicorp/aws" };
const REGISTRIES = ["registry.terraform.io", "registry.opentofu.org"];
const PROTOCOL_VERSION = 6;

/**
 * Plays cloudflare/cloudflare 5.22.0 and hashicorp/aws 6.25.0 for a real terraform, on unix sockets in a folder of our own.
 * Source: hashicorp/go-plugin, ReattachConfig; hashicorp/terraform, internal/getproviders/reattach (checked 2026-11-22).
 * @throws SlipwayError REHEARSAL_BINDINGS_UNREADABLE
 */
export async function startProvider({ world, faults = {}, checkExpression = () => undefined }: ProviderOptions): Promise<RunningProvider> {
  // readable by nobody else: mkdtemp makes it with mode 0700
  const dir = await mkdtemp(join(tmpdir(), "slipway-"));
  const injector = injectFaults(faults);
  const listening: Listening[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listening.map((each) => each.close()));
    await rm(dir, { recursive: true, force: true });
  };
  const reattach: Record<string, object> = {};
  try {
    for (const provider of ["cloudflare", "aws"] as const) {
      // derived before terraform asks, so that a schema that cannot be derived fails here and not in a log of terraform's
      providerSchema(provider);
      typesOf(provider);
      const socket = join(dir, `${provider}.sock`);
      listening.push(await listen(socket, () => openSession({ provider, world, faults: injector, checkExpression })));
      const config = {
        Protocol: "grpc",
        ProtocolVersion: PROTOCOL_VERSION,
        Pid: process.pid,
        Test: true,
        Addr: { Network: "unix", String: socket },
      };
      for (const registry of REGISTRIES) reattach[`${registry}/${ADDRESSES[provider]}`] = config;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { reattach: JSON.stringify(reattach), close };
}
