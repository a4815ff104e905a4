import { CATALOGUE } from "../errors/catalogue.ts";
import type { ErrorEntry } from "../errors/entry.ts";
import type { SlipwayError } from "../errors/slipway-error.ts";

/** A mistake, where it stands, and how bad it is. */
export interface SarifFinding {
  readonly error: SlipwayError;
  readonly level: "error" | "warning";
  /** Relative to the project, with forward slashes; absent for what concerns no file. */
  readonly file?: string;
  /** The field's path within the config, such as `tls.mode`. */
  readonly field?: string;
  /** Counted from 1. */
  readonly region?: { readonly line: number; readonly column: number };
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const PROJECT = "%SRCROOT%";
const entries: ReadonlyMap<string, ErrorEntry> = new Map(Object.entries(CATALOGUE));

/**
 * Findings as code hosts read them. Rule ids are our error codes, and each rule carries its whole story.
 * Source: OASIS SARIF 2.1.0 plus Errata 01, sections 3.13 (log), 3.14 (run), 3.27 (result) and 3.49 (reporting descriptor).
 */
export function sarifLog(findings: readonly SarifFinding[], version: string): object {
  const codes = [...new Set(findings.map(({ error }) => error.parts.code))].sort();
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "slipway", semanticVersion: version, rules: codes.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: true }],
        results: findings.map((finding) => resultOf(finding, codes)),
      },
    ],
  };
}

function ruleOf(code: string): object {
  const entry = entries.get(code);
  if (entry === undefined) return { id: code };
  const { title, consequence, fix, source } = entry;
  return {
    id: code,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: `${title}. What happens: ${consequence}.` },
    help: { text: `What happens: ${consequence}. Fix: ${fix}. Source: ${source}.` },
  };
}

function resultOf({ error, level, file, field, region }: SarifFinding, codes: readonly string[]): object {
  const { code, expected, got, fix, where } = error.parts;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level,
    message: { text: `expected ${expected}, got ${got}; ${fix}` },
    ...(file === undefined ? {} : { locations: [locationOf(file, field, region)] }),
    // the same mistake at the same place is the same alert, wherever the lines go
    partialFingerprints: { "slipway/v1": `${code}:${where}` },
    properties: { fix },
  };
}

function locationOf(file: string, field: string | undefined, region: SarifFinding["region"]): object {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: PROJECT },
      ...(region === undefined ? {} : { region: { startLine: region.line, startColumn: region.column } }),
    },
    ...(field === undefined || field === "" ? {} : { logicalLocations: [{ fullyQualifiedName: field, kind: "member" }] }),
  };
}
