import * as z from "zod";
import type { Stage } from "../../config/stage.ts";
import { BASELINE } from "../rollback/baseline.ts";

// Only types cross from config to here, so the words stand once more, in order; one too many or too few does not compile.
const WORDS = { slots: "slots", prepare: "prepare", live: "live" } as const satisfies { readonly [S in Stage]: S };

export const stageSchema = z.enum(WORDS);

/** As the ledger has it: a rollback may lead to where nothing was. */
export const recordedStageSchema = z.enum({ ...WORDS, [BASELINE]: BASELINE } as const);
