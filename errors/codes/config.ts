import type { ErrorEntry } from "../entry.ts";

export const CONFIG_CODES = {} as const satisfies Record<string, ErrorEntry>;
