import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SlipwayError } from "../errors/slipway-error.ts";
import { type Evidence, evidencePath, evidenceSchema } from "../mail/evidence/evidence.ts";

/** The evidence beside a zone's config; undefined when there is none. @throws SlipwayError DMARC_EVIDENCE_UNREADABLE */
export function readEvidence(projectDir: string, domain: string): Evidence | undefined {
  const file = evidencePath(domain);
  const text = textOf(join(projectDir, file));
  if (text === undefined) return undefined;
  const parsed = evidenceSchema.safeParse(dataOf(text));
  if (parsed.success && parsed.data.domain === domain) return parsed.data;
  const [issue] = parsed.error?.issues ?? [];
  throw new SlipwayError({
    kind: "config",
    code: "DMARC_EVIDENCE_UNREADABLE",
    where: file,
    expected: `what slipway mail evidence zone/${domain} writes`,
    got: issue === undefined ? "evidence of another domain" : `${issue.path.join(".") || "the file"}: ${issue.message}`,
    fix: "restore it from version control, or make it again",
  });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function dataOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
