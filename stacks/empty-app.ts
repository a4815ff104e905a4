import { App } from "cdktf";
import { REQUIRED_TERRAFORM } from "./base-stack.ts";

/**
 * An app that synthesizes to the same bytes wherever and whenever it runs.
 *
 * Stack traces would put absolute paths into the manifest. The target versions are what the successor of cdktf checks features against;
 * cdktf itself ignores them.
 */
export function emptyApp(outdir: string): App {
  return new App({
    outdir,
    stackTraces: false,
    context: { targetVersions: { terraform: REQUIRED_TERRAFORM, opentofu: REQUIRED_TERRAFORM } },
  });
}
