import type * as z from "zod";
import { closestName } from "../../errors/closest-name.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { showText, showValue } from "../show-value.ts";
import { placeOf } from "./place.ts";
import { fieldsAt, isObjectAt } from "./schema-fields.ts";

type Issue = z.core.$ZodIssue;

interface IssueContext {
  readonly file: string;
  readonly data: unknown;
  readonly schema: z.ZodType;
  readonly issues: readonly Issue[];
}

/** Schema issues as our errors: one for each place, in the reader's words. */
export function issueErrors({ issues, ...context }: IssueContext): SlipwayError[] {
  return issues.flatMap((issue) => errorsOf(context, issue, issue.path));
}

type Context = Omit<IssueContext, "issues">;

function errorsOf(context: Context, issue: Issue, path: readonly PropertyKey[]): SlipwayError[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownField(context, path, key));
    case "invalid_key":
      return issue.issues.map((inner) => wrongName(context, path, inner));
    case "invalid_union":
      return unionErrors(context, issue, path);
    default:
      return [wrongValue(context, path, expectedBy(issue))];
  }
}

/** The field may hold a pasted secret, so its value is never shown. */
function unknownField({ file, schema, data }: Context, path: readonly PropertyKey[], key: string): SlipwayError {
  const known = fieldsAt(schema, path, data);
  const near = closestName(key, known);
  return new SlipwayError({
    kind: "config",
    code: "CONFIG_UNKNOWN_FIELD",
    where: placeOf(file, path),
    expected: known.length === 0 ? "only known fields" : `only the fields ${known.join(", ")}`,
    got: showText(key),
    fix: near === undefined ? "remove the field, or look it up in docs/config.md" : `did you mean ${near}?`,
  });
}

function wrongName({ file }: Context, path: readonly PropertyKey[], inner: Issue): SlipwayError {
  const name = String(path.at(-1) ?? "");
  return new SlipwayError({
    kind: "config",
    code: "CONFIG_NAME",
    where: placeOf(file, path.slice(0, -1)),
    expected: `a name made of ${expectedBy(inner)}`,
    got: showValue(name),
    fix: "rename it",
  });
}

function wrongValue({ file, data }: Context, path: readonly PropertyKey[], expected: string): SlipwayError {
  const value = valueAt(data, path);
  return new SlipwayError({
    kind: "config",
    code: value === undefined ? "CONFIG_MISSING" : "CONFIG_VALUE",
    where: placeOf(file, path),
    expected,
    got: showValue(value),
    fix: value === undefined ? "add it; docs/config.md says what it means" : "see docs/config.md",
  });
}

/** A union says "none of these"; a person wants to hear about the one that was meant. */
function unionErrors(context: Context, issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): SlipwayError[] {
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  if (issue.discriminator !== undefined) return [wrongValue(context, path, oneOf(options))];
  if (!isDefault(issue.message)) return [wrongValue(context, path, issue.message)];
  const flat = issue.errors.map((branch) => branch.filter((inner) => inner.path.length === 0));
  const literals = flat.flatMap((branch) => branch.flatMap((inner) => (inner.code === "invalid_value" ? inner.values : [])));
  if (literals.length > 0) return [wrongValue(context, path, oneOf(literals))];
  const meant = [...issue.errors].sort((a, b) => distance(a) - distance(b) || a.length - b.length)[0] ?? [];
  const isAmbiguous = issue.errors.every((branch) => distance(branch) > 0);
  if (isAmbiguous && isObjectAt(context.schema, path, context.data)) {
    const fields = fieldsAt(context.schema, path, context.data);
    const given = Object.keys(asObject(valueAt(context.data, path)));
    const near = given.flatMap((name) => closestName(name, fields) ?? []);
    return [
      new SlipwayError({
        kind: "config",
        code: "CONFIG_VALUE",
        where: placeOf(context.file, path),
        expected: `exactly one of the fields ${fields.join(", ")}`,
        got: given.length === 0 ? "none" : given.map(showText).join(", "),
        fix: near[0] === undefined || given.includes(near[0]) ? "see docs/config.md" : `did you mean ${near[0]}?`,
      }),
    ];
  }
  return meant.flatMap((inner) => errorsOf(context, inner, [...path, ...inner.path]));
}

/** How far data is from a branch: wrong kinds and unknown fields tell more than wrong values. */
function distance(branch: readonly Issue[]): number {
  return branch.filter((issue) => issue.code === "unrecognized_keys" || (issue.code === "invalid_type" && issue.path.length === 0)).length;
}

/** Finishes the sentence "expected ...". Schemas bring their own words where zod's would be hard to read. */
function expectedBy(issue: Issue): string {
  if (!isDefault(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return article(issue.expected);
    case "invalid_value":
      return oneOf(issue.values);
    case "too_small":
      return `${unit(issue.origin)}${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${counted(issue.origin)}`;
    case "too_big":
      return `${unit(issue.origin)}${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${counted(issue.origin)}`;
    default:
      return issue.message.replace(/^Invalid (input: )?/, "another ").toLowerCase();
  }
}

/** Messages that no schema of ours has written. */
function isDefault(message: string): boolean {
  return /^(Invalid|Too (small|big)|Unrecognized)\b/.test(message);
}

function unit(origin: string): string {
  return origin === "string" ? "text of " : origin === "array" ? "a list of " : "";
}

function counted(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    int: "a whole number",
    number: "a number",
    string: "text",
    boolean: "true or false",
    array: "a list",
    object: "an object with fields",
    record: "an object with fields",
  };
  return names[type] ?? type;
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => JSON.stringify(value)).join(", ");
  return values.length === 1 ? shown : `one of ${shown}`;
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let current = data;
  for (const part of path) current = Object.getOwnPropertyDescriptor(asObject(current), part)?.value;
  return current;
}
