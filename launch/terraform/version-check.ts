import { sha256Hex } from "../json.ts";
import { refusal, short } from "../refusal.ts";
import { type RunRecord, type RunStack, readConfig, runKey } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { LOCK_FILE, lockedProviders, pinnedProviders } from "./lock-file.ts";
import type { TerraformBinary } from "./terraform.ts";
import { parseConfig } from "./work-folder.ts";

/**
 * Which program and which providers would run, before any of them does, and which of them is not the one that planned.
 * @throws SlipwayError kind "refused", code TERRAFORM_CHANGED or PROVIDERS_CHANGED
 */
export async function refuseMovedVersions(store: RunStore, record: RunRecord, { flavour, version }: TerraformBinary): Promise<void> {
  const { id, terraform, stacks } = record;
  if (terraform.flavour !== flavour || terraform.version !== version) {
    const wanted = `${terraform.flavour} ${terraform.version}`;
    throw refusal("TERRAFORM_CHANGED", id, wanted, `${flavour} ${version}`, "apply with that version or plan again");
  }
  for (const stack of stacks) await refuseMovedProviders(store, id, stack, flavour);
}

/** The lock file is kept with the plan; its hash is signed, so what it names must still be what the configuration pins. */
async function refuseMovedProviders(store: RunStore, run: string, stack: RunStack, flavour: TerraformBinary["flavour"]): Promise<void> {
  const text = await store.read(runKey(run, "stacks", stack.stack, "terraform.lock.hcl"));
  const found = text === undefined ? null : sha256Hex(text);
  if (found === stack.lockFileSha256) return;
  const pinned = pinnedProviders(parseConfig(await readConfig(store, run, stack), stack.stack), flavour);
  const locked = new Map(lockedProviders(text ?? "").map((each) => [each.address, each.version]));
  const moved = [...pinned].filter(([address, version]) => locked.get(address) !== version);
  const told = (versionOf: (address: string) => string): string => moved.map(([address]) => `${address} ${versionOf(address)}`).join(", ");
  const [expected, got] =
    text === undefined
      ? [`${LOCK_FILE} of the plan`, "none"]
      : moved.length === 0
        ? [`${LOCK_FILE} ${short(stack.lockFileSha256 ?? "none")}`, `${short(found ?? "")}: the same versions with other hashes`]
        : [told((address) => pinned.get(address) ?? ""), told((address) => locked.get(address) ?? "missing")];
  throw refusal("PROVIDERS_CHANGED", `${run}: ${stack.stack}`, expected, got, "plan again with the providers that shall run");
}
