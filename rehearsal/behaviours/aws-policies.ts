import { isPlainObject, type Plain, type PlainObject } from "../value.ts";

// Policy documents as far as every service judges them the same way.
// Source: IAM user guide, grammar of the IAM JSON policy language (checked 2026-11-26).

const VERSIONS = ["2012-10-17", "2008-10-17"];
const EFFECTS = ["Allow", "Deny"];

/** Whose policy it is: one of an identity names no principal, that of a resource must, that of a role says who may assume it. */
export type PolicyKind = "identity" | "resource" | "trust";

/** What makes AWS call a document malformed. */
export function refusedPolicy(text: unknown, kind: PolicyKind): string[] {
  if (typeof text !== "string" || text === "") return [];
  const document = parsed(text);
  if (document === undefined) return ["MalformedPolicyDocument: Syntax errors in policy."];
  const { Version: version, Statement: statement } = document;
  const statements = Array.isArray(statement) ? statement : statement === undefined ? [] : [statement];
  return [
    ...(version === undefined || VERSIONS.includes(String(version))
      ? []
      : ["MalformedPolicyDocument: The policy must contain a valid version string."]),
    ...(statements.length === 0 ? ["MalformedPolicyDocument: Missing required field Statement"] : []),
    ...statements.flatMap((each) => refusedStatement(each, kind)),
  ];
}

function refusedStatement(statement: Plain, kind: PolicyKind): string[] {
  if (!isPlainObject(statement)) return ["MalformedPolicyDocument: Syntax errors in policy."];
  const has = (...names: readonly string[]): boolean => names.some((name) => statement[name] !== undefined);
  return [
    ...(EFFECTS.includes(String(statement.Effect)) ? [] : ["MalformedPolicyDocument: Missing required field Effect"]),
    ...(has("Action", "NotAction") ? [] : ["MalformedPolicyDocument: Policy statement must contain actions."]),
    ...(kind === "identity" && has("Principal", "NotPrincipal")
      ? ["MalformedPolicyDocument: Policy document should not specify a principal."]
      : []),
    ...(kind !== "identity" && !has("Principal", "NotPrincipal") ? ["MalformedPolicyDocument: Missing required field Principal"] : []),
    ...(kind === "identity" && !has("Resource", "NotResource")
      ? ["MalformedPolicyDocument: Policy statement must contain resources."]
      : []),
    ...(kind === "trust" && has("Resource", "NotResource") ? ["MalformedPolicyDocument: Has prohibited field Resource"] : []),
    ...(kind === "trust" && !assumes(statement)
      ? ["MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions."]
      : []),
  ];
}

function assumes({ Action: action }: PlainObject): boolean {
  const actions = Array.isArray(action) ? action : [action];
  return actions.every((each) => /^sts:/i.test(String(each)));
}

function parsed(text: string): PlainObject | undefined {
  try {
    const value: Plain = JSON.parse(text);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A document as AWS counts its length: without white space. */
export function policyLength(text: unknown): number {
  return typeof text === "string" ? text.replace(/\s/g, "").length : 0;
}
