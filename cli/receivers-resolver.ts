import type { Resolve } from "../mail/dns/answer.ts";
import { EMPTY_LOCK } from "../mail/dns/lock.ts";
import type { ProbeWorld } from "../verify/world.ts";
import { type CommandInput, flagOption } from "./command.ts";
import { foreignRecords, openMailResolver, worldResolver } from "./mail-resolver.ts";
import type { Project } from "./project.ts";
import { storeDir } from "./store-dir.ts";

export interface ReceiversResolver {
  readonly resolve: Resolve;
  /** Where to ask hosts. */
  readonly world: ProbeWorld;
  readonly close: () => Promise<void>;
}

/** DNS as those who receive mail see it: the system's resolvers; or the rehearsal's zones, with what the lock knows of everybody else. */
export async function openReceiversResolver(input: CommandInput, { dir, model, lock }: Project): Promise<ReceiversResolver> {
  if (!flagOption(input.options, "rehearsal")) {
    const { lookUp, close } = await openMailResolver(EMPTY_LOCK, false);
    return {
      resolve: async (name, type) => (await lookUp(name, type)).answer,
      world: { dns: "authoritative", connect: () => undefined, timeoutMs: 10_000, allowBursts: false },
      close,
    };
  }
  const { openRehearsalSite, rehearsalTools } = await import("./rehearsal-site.ts");
  const { environment } = input.shell;
  const site = await openRehearsalSite({ dir: storeDir(dir, true), model, environment, binary: await rehearsalTools(environment) });
  site.setForeign(foreignRecords(lock));
  return { resolve: worldResolver(site.dns), world: site.probeWorld, close: site.close };
}
