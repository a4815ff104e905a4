import type { ErrorEntry } from "../entry.ts";

export const REHEARSAL_CODES = {} as const satisfies Record<string, ErrorEntry>;
