import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RawConfigs } from "../config/raw.ts";
import { placeOfError } from "../config/scope.ts";
import { type SourceRegion, sourceRegion } from "../config/source-region.ts";
import type { SlipwayError } from "../errors/slipway-error.ts";
import { type SarifFinding, sarifLog } from "../report/sarif.ts";

export interface Checked {
  readonly errors: readonly SlipwayError[];
  readonly warnings: readonly SlipwayError[];
}

/** What `check` has found, for code hosts: with the lines of the config files that it stands in. */
export function checkSarif(projectDir: string, { errors, warnings }: Checked, raw: RawConfigs | undefined, version: string): object {
  const files = raw === undefined ? [] : [raw.account, ...raw.zones, ...raw.launches].map(({ file }) => file);
  const texts = new Map<string, string>();
  const finding = (error: SlipwayError, level: SarifFinding["level"]): SarifFinding => {
    const place: PlaceInFile | undefined = placeOfError(error, files) ?? unloaded(error);
    if (place === undefined) return { error, level };
    const { file, path } = place;
    const text = texts.get(file) ?? read(join(projectDir, file));
    texts.set(file, text);
    const region = place.region ?? sourceRegion(text, path === "" ? [] : path.split("."));
    return { error, level, file, ...(path === "" ? {} : { field: path }), ...(region === undefined ? {} : { region }) };
  };
  return sarifLog([...errors.map((error) => finding(error, "error")), ...warnings.map((warning) => finding(warning, "warning"))], version);
}

interface PlaceInFile {
  readonly file: string;
  readonly path: string;
  readonly region?: SourceRegion;
}

/** A file that did not load says so itself: `config/account.ts:2`, or with a field behind it. */
function unloaded({ parts }: SlipwayError): PlaceInFile | undefined {
  const match = /^(config\/[^:]+\.ts)(?::(\d+))?(?:: (.*))?$/.exec(parts.where);
  const [, file, line, path = ""] = match ?? [];
  if (file === undefined) return undefined;
  return { file, path, ...(line === undefined ? {} : { region: { line: Number(line), column: 1 } }) };
}

/** A file that is gone by now has no lines. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
