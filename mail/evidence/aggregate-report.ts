import { XMLParser, XMLValidator } from "fast-xml-parser";
import * as z from "zod";

/** Larger texts are no reports: those of the greatest senders have a few megabytes. */
export const MAX_REPORT_BYTES = 20 * 1024 * 1024;
/** More rows than that nobody sends in one report. */
const MAX_ROWS = 200_000;

export interface ReportRow {
  readonly sourceIp: string;
  readonly messages: number;
  /** Domain of the From line. */
  readonly from: string;
  /** What SPF and DKIM said, aligned or not; only what passed. */
  readonly spf: readonly string[];
  readonly dkim: readonly { readonly domain: string; readonly selector: string }[];
  /** What the receiver did with it. */
  readonly disposition: string;
}

export interface AggregateReport {
  readonly reporter: string;
  readonly id: string;
  /** Seconds since 1970. */
  readonly begin: number;
  readonly end: number;
  /** Whose mail it is about. */
  readonly domain: string;
  readonly rows: readonly ReportRow[];
}

export type ParsedReport = { readonly ok: true; readonly report: AggregateReport } | { readonly ok: false; readonly problem: string };

const text = z.string().max(1000);
const name = z
  .string()
  .max(255)
  .transform((value) => value.trim().toLowerCase().replace(/\.$/, ""));
const count = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number);

const recordSchema = z.object({
  row: z.object({ source_ip: text, count, policy_evaluated: z.object({ disposition: text.default("none") }).optional() }),
  identifiers: z.object({ header_from: name }),
  auth_results: z
    .object({
      spf: z.array(z.object({ domain: name.default(""), result: text.default("") })).default([]),
      dkim: z.array(z.object({ domain: name.default(""), selector: name.default(""), result: text.default("") })).default([]),
    })
    .default({ spf: [], dkim: [] }),
});

const feedbackSchema = z.object({
  feedback: z.object({
    report_metadata: z.object({ org_name: text.default("unknown"), report_id: text, date_range: z.object({ begin: count, end: count }) }),
    policy_published: z.object({ domain: name }),
    record: z.array(recordSchema).max(MAX_ROWS).default([]),
  }),
});

/** No entities, no attributes, no numbers guessed from text: nothing of what XML can do besides nesting. */
const PARSER = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  processEntities: false,
  removeNSPrefix: true,
  trimValues: true,
  isArray: (_name, path) =>
    ["feedback.record", "feedback.record.auth_results.spf", "feedback.record.auth_results.dkim"].includes(String(path)),
});

/**
 * Reads what a receiver reports about a domain. Hostile texts give a problem, never an exception.
 * Source: RFC 9990 appendix (urn:ietf:params:xml:ns:dmarc-2.0) and RFC 7489 appendix C, of which only what both have is used.
 */
export function parseAggregateReport(xml: string): ParsedReport {
  if (Buffer.byteLength(xml) > MAX_REPORT_BYTES) return { ok: false, problem: `more than ${MAX_REPORT_BYTES} bytes` };
  // a document type is where entities are declared, and no report needs one
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) return { ok: false, problem: "a document type declaration" };
  const parsed = feedbackSchema.safeParse(treeOf(xml));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, problem: `no aggregate report: ${issue?.path.join(".") || "feedback"} ${issue?.message ?? ""}`.trim() };
  }
  const { report_metadata: metadata, policy_published: published, record } = parsed.data.feedback;
  if (metadata.date_range.end < metadata.date_range.begin) return { ok: false, problem: "a period that ends before it begins" };
  return {
    ok: true,
    report: {
      reporter: metadata.org_name,
      id: metadata.report_id,
      begin: metadata.date_range.begin,
      end: metadata.date_range.end,
      domain: published.domain,
      rows: record.map(({ row, identifiers, auth_results: { spf, dkim } }) => ({
        sourceIp: row.source_ip,
        messages: row.count,
        from: identifiers.header_from,
        spf: spf.filter(({ result }) => result === "pass").map(({ domain }) => domain),
        dkim: dkim.filter(({ result }) => result === "pass").map(({ domain, selector }) => ({ domain, selector })),
        disposition: row.policy_evaluated?.disposition ?? "none",
      })),
    },
  };
}

function treeOf(xml: string): unknown {
  try {
    return XMLValidator.validate(xml) === true ? PARSER.parse(xml) : undefined;
  } catch {
    return undefined;
  }
}
