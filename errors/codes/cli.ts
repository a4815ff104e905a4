import type { ErrorEntry } from "../entry.ts";

export const CLI_CODES = {} as const satisfies Record<string, ErrorEntry>;
