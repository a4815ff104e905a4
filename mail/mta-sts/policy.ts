import { createHash } from "node:crypto";
import type { MailRemark } from "../remark.ts";
import { parseTagList } from "../tag-list.ts";

export const MTA_STS_MODES = ["none", "testing", "enforce"] as const;
export type MtaStsMode = (typeof MTA_STS_MODES)[number];

/** Longest time a policy may be kept, in seconds. Source: RFC 8461 section 3.2, max_age. */
export const MAX_AGE_SECONDS = 31_557_600;

export interface MtaStsPolicy {
  readonly mode: MtaStsMode;
  /** Hosts that take the domain's mail; `*.` in front stands for one label. */
  readonly mx: readonly string[];
  readonly maxAgeSeconds: number;
}

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: MtaStsPolicy }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Where the policy is fetched. Source: RFC 8461 section 3.3. */
export const POLICY_PATH = "/.well-known/mta-sts.txt";

export function policyHost(domain: string): string {
  return `mta-sts.${domain}`;
}

export function mtaStsName(domain: string): string {
  return `_mta-sts.${domain}`;
}

/** Source: RFC 8461 section 3.2; lines end with CRLF there, and with LF by erratum 6253 too. */
export function renderPolicy({ mode, mx, maxAgeSeconds }: MtaStsPolicy): string {
  return ["version: STSv1", `mode: ${mode}`, ...mx.map((host) => `mx: ${host}`), `max_age: ${maxAgeSeconds}`, ""].join("\r\n");
}

/** Changes when, and only when, the policy does: senders fetch it again when they see another id. Source: RFC 8461 section 3.1, 1 to 32 letters and digits. */
export function renderMtaSts(policyText: string): string {
  return `v=STSv1; id=${createHash("sha256").update(policyText).digest("hex").slice(0, 32)}`;
}

/** Stricter than senders: they skip what they do not know, and take the first of two. */
export function parsePolicy(text: string): ParsedPolicy {
  const problems: string[] = [];
  const mx: string[] = [];
  const fields = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  for (const line of lines) {
    const [, key, value] = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) problems.push(`the line ${JSON.stringify(line)}`);
    else if (key === "mx") mx.push(value);
    else if (fields.has(key)) problems.push(`${key} for the second time`);
    else fields.set(key, value);
  }
  const mode = MTA_STS_MODES.find((each) => each === fields.get("mode"));
  const age = fields.get("max_age") ?? "";
  if (fields.get("version") !== "STSv1") problems.push(`version ${fields.get("version") ?? "missing"}`);
  if (mode === undefined) problems.push(`mode ${fields.get("mode") ?? "missing"}`);
  if (!/^\d{1,10}$/.test(age) || Number(age) > MAX_AGE_SECONDS) problems.push(`max_age ${age || "missing"}`);
  problems.push(...mx.filter((host) => !isMxPattern(host)).map((host) => `mx ${JSON.stringify(host)}`));
  if (mx.length === 0 && mode !== "none") problems.push("no mx");
  return problems.length > 0 || mode === undefined
    ? { ok: false, problems }
    : { ok: true, policy: { mode, mx, maxAgeSeconds: Number(age) } };
}

/** A host, or `*.` and a host; a star elsewhere and a dot at the end match nothing. Source: RFC 8461 section 3.2, mx. */
export function isMxPattern(text: string): boolean {
  return /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(text);
}

/** A star stands for exactly one left-most label. Source: RFC 8461 section 4.1. */
export function matchesMx(pattern: string, host: string): boolean {
  const [wanted, name] = [pattern.toLowerCase(), host.toLowerCase()];
  return wanted.startsWith("*.") ? name.slice(name.indexOf(".")) === wanted.slice(1) && name.includes(".") : wanted === name;
}

export function isMtaSts(text: string): boolean {
  return /^v=STSv1\s*;/.test(text);
}

export function checkMtaStsText(text: string): MailRemark[] {
  if (!isMtaSts(text)) return [malformed("a record that starts with v=STSv1 and a semicolon", JSON.stringify(text.slice(0, 40)))];
  const list = parseTagList(text);
  if (!list.ok) return list.problems.map((problem) => malformed("tags of the form name=value, each once", problem));
  const id = list.tags.get("id");
  return id !== undefined && /^[A-Za-z0-9]{1,32}$/.test(id)
    ? []
    : [malformed("id= of 1 to 32 letters and digits", id === undefined ? "none" : `id=${id}`)];
}

function malformed(expected: string, got: string): MailRemark {
  return { severity: "error", code: "MTA_STS_MALFORMED", expected, got, fix: "let mail.mtaSts write it" };
}
