import type { ErrorEntry } from "../entry.ts";

export const EDGE_CODES = {} as const satisfies Record<string, ErrorEntry>;
