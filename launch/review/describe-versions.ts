import { isObject, type JsonObject, listAt, textAt } from "../json.ts";
import { type PlannedChange, UNKNOWN } from "./planned-change.ts";

/** What happens to versions of code and to who gets them; undefined where an ordinary sentence says it. */
export function versionSentence(change: PlannedChange, subject: string): string | undefined {
  const { type, action, before, after, changed } = change;
  if (action === "delete") return undefined;
  switch (type) {
    case "aws_lambda_function":
      if (action !== "update") return undefined;
      return changed.some((name) => CODE.has(name))
        ? `${subject} gets other code, as a new version: nobody gets it before the alias names it`
        : `${subject} gets other settings, as a new version: nobody gets them before the alias names it`;
    case "cloudflare_worker_version":
      return action === "replace"
        ? "the worker gets another version, and the earlier one stays: nobody gets it before the deployment names it"
        : "the worker gets a version";
    case "aws_lambda_alias":
      return sentence(textAt(after, "function_name"), sharesOfAlias(before), sharesOfAlias(after));
    case "cloudflare_workers_deployment":
      return sentence(textAt(after, "script_name"), sharesOfDeployment(before), sharesOfDeployment(after));
    default:
      return undefined;
  }
}

const CODE: ReadonlySet<string> = new Set(["s3_bucket", "s3_key", "s3_object_version", "source_code_hash", "image_uri"]);

interface Share {
  readonly version: string;
  readonly percent: number;
}

function sentence(name: string | undefined, was: readonly Share[], is: readonly Share[]): string | undefined {
  if (is.length === 0) return undefined;
  const before = was.length === 0 || shown(was) === shown(is) ? "" : ` instead of ${shown(was)}`;
  return `traffic of ${name ?? "the target"} goes to ${shown(is)}${before}`;
}

function shown(shares: readonly Share[]): string {
  if (shares.length === 1) return shares[0]?.version ?? "";
  return shares.map(({ version, percent }) => `${version} (${Number(percent.toFixed(2))} %)`).join(" and ");
}

function sharesOfAlias(values: JsonObject): Share[] {
  const beside = listAt(values, "routing_config").flatMap((each) =>
    isObject(each) && isObject(each.additional_version_weights)
      ? Object.entries(each.additional_version_weights).map(([version, weight]) => ({
          version: `version ${version}`,
          percent: Number(weight) * 100,
        }))
      : [],
  );
  const { function_version: live } = values;
  if (live === undefined || live === null) return [];
  const rest = 100 - beside.reduce((sum, { percent }) => sum + percent, 0);
  return [{ version: live === UNKNOWN ? "the new version" : `version ${String(live)}`, percent: rest }, ...beside];
}

function sharesOfDeployment(values: JsonObject): Share[] {
  return listAt(values, "versions").flatMap((each) =>
    isObject(each)
      ? [
          {
            version: each.version_id === UNKNOWN ? "the new version" : `version ${String(each.version_id)}`,
            percent: Number(each.percentage),
          },
        ]
      : [],
  );
}
