import { join } from "node:path";

/** Where a project's local files lie: working folders always, records too unless they are in a bucket. */
export function storeDir(project: string, rehearsal: boolean): string {
  return join(project, ".slipway", ...(rehearsal ? ["rehearsal"] : []));
}
