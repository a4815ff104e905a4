import type { ErrorEntry } from "../entry.ts";

export const ENGINE_CODES = {} as const satisfies Record<string, ErrorEntry>;
