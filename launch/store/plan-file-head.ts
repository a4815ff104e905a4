import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { numberAt, parseJson, textAt } from "../json.ts";
import type { StateHead } from "../terraform/terraform.ts";

/**
 * Entry of a saved plan with the state that it was made against. Before the first apply: no lineage, serial 0.
 * Source: Terraform `internal/plans/planfile/writer.go` (checked with 1.11.4 on 2026-11-25).
 */
const STATE_ENTRY = "tfstate";

/**
 * The state that a saved plan was made against, out of the plan itself: no second command that might see a newer one.
 * @returns undefined for a file of another form (OpenTofu encrypts plans on request); terraform then has to be asked
 */
export async function headInPlanFile(bytes: Uint8Array): Promise<StateHead | undefined> {
  try {
    const zip = await promisify<Buffer, object, ZipFile>(fromBuffer)(Buffer.from(bytes), { lazyEntries: true });
    const state = parseJson(await textOfEntry(zip, STATE_ENTRY));
    const [lineage, serial] = [textAt(state, "lineage"), numberAt(state, "serial")];
    return lineage === undefined || serial === undefined ? undefined : { lineage, serial };
  } catch {
    return undefined;
  }
}

/** Empty when there is no such entry. */
async function textOfEntry(zip: ZipFile, name: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    zip.once("error", reject);
    zip.once("end", () => resolve(""));
    zip.on("entry", (entry: Entry) => {
      if (entry.fileName !== name) {
        zip.readEntry();
        return;
      }
      promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))(entry)
        .then(async (stream) => (await buffer(stream)).toString("utf8"))
        .then(resolve, reject);
    });
    zip.readEntry();
  });
}
