import type { ErrorEntry } from "../entry.ts";

export const SYNTH_CODES = {} as const satisfies Record<string, ErrorEntry>;
