import { readRun } from "../launch/run.ts";
import type { RunStore } from "../launch/store/store.ts";
import { type Proof, proofSchema } from "../mail/evidence/proof.ts";

/** One file for each message, whichever run it proves something about. */
export async function keepProof(store: RunStore, proof: Proof): Promise<void> {
  await store.write(`${folderOf(proof.domain)}/${proof.messageSha256}.json`, `${JSON.stringify(proof, null, 2)}\n`);
}

/** What is on record of a domain's messages. One that cannot be read, or whose run is not the one that it was bound to, proves nothing. */
export async function readProofs(store: RunStore, domain: string): Promise<readonly Proof[]> {
  const folder = folderOf(domain);
  const files = await store.list(folder);
  const read = await Promise.all(files.map(async (file) => parsed(await store.read(`${folder}/${file}`))));
  const proofs = read.flatMap((proof) => (proof?.domain === domain ? [proof] : []));
  const bound = await Promise.all(proofs.map(async (proof) => ((await isBound(store, proof)) ? [proof] : [])));
  return bound.flat();
}

function folderOf(domain: string): string {
  return `proofs/${domain}`;
}

function parsed(text: string | undefined): Proof | undefined {
  try {
    return proofSchema.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}

async function isBound(store: RunStore, { run, domain, contentDigest }: Proof): Promise<boolean> {
  const record = await readRun(store, run).then(
    (found) => found.record,
    () => undefined,
  );
  return record?.target === `zone/${domain}` && record.contentDigest === contentDigest;
}
