import * as z from "zod";
import { rememberedPlaceSchema, type StorePlace } from "../config/schema/account.ts";
import { canonicalText, parseJson } from "../launch/json.ts";
import type { WorkArea } from "../launch/store/work-area.ts";

/** Says, as long as it is there, that a project's records are in its folder although its config names a bucket. */
const MARK = "bootstrap.json";

const markSchema = z.strictObject({
  to: rememberedPlaceSchema,
  /** making: the folder counts, and runs go on there. moving: nothing goes on until the move has ended. */
  phase: z.enum(["making", "moving"]),
});

export type BootstrapMark = z.output<typeof markSchema>;

/** "unreadable" for a mark that says nothing. */
export async function readMark(local: WorkArea): Promise<BootstrapMark | "unreadable" | undefined> {
  const text = await local.read(MARK);
  return text === undefined ? undefined : (markSchema.safeParse(parseJson(text)).data ?? "unreadable");
}

export async function writeMark(local: WorkArea, to: StorePlace, phase: BootstrapMark["phase"]): Promise<void> {
  await local.write(MARK, canonicalText({ to, phase } satisfies BootstrapMark));
}

export async function removeMark(local: WorkArea): Promise<void> {
  await local.remove(MARK);
}
