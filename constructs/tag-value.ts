/** Characters that a tag may hold. Source: AWS Resource Groups Tagging API reference, Tag (checked 2026-11-22). */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
const MAX_LENGTH = 256;

/** Text as AWS takes it in a tag: `o'brien@ops.example` becomes `o_brien@ops.example`. Tags inform people; nothing reads them back. */
export function tagValue(text: string): string {
  return text.replace(NOT_IN_TAGS, "_").slice(0, MAX_LENGTH);
}
