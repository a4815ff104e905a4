import { configReference, errorReference } from "../config/reference.ts";
import { rehearsalReference } from "../rehearsal/reference.ts";
import { checkReference } from "../verify/reference.ts";

/** The pages of docs/ that are made from the code, with their paths below the package root. */
export function referencePages(): readonly { readonly file: string; readonly text: string }[] {
  return [
    { file: "docs/config.md", text: configReference() },
    { file: "docs/errors.md", text: errorReference() },
    { file: "docs/checks.md", text: checkReference() },
    { file: "docs/rehearsal.md", text: rehearsalReference() },
  ];
}
