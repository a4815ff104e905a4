import type { ErrorEntry } from "../entry.ts";

export const VERIFY_CODES = {} as const satisfies Record<string, ErrorEntry>;
