// What DNS says, in the one form that resolvers, the lock and declared zones share.

export type QuestionType = "A" | "AAAA" | "MX" | "TXT" | "PTR" | "CNAME";

export interface Question {
  /** Lower case, without trailing dot. */
  readonly name: string;
  readonly type: QuestionType;
}

/**
 * `found` holds one text a record: an address, `<priority> <host>`, a TXT's joined strings, a name. `empty`: the name is there, the type is not.
 * `failed`: nobody could tell.
 */
export type Answer =
  | { readonly kind: "found"; readonly values: readonly string[] }
  | { readonly kind: "empty" }
  | { readonly kind: "nxdomain" }
  | { readonly kind: "failed" };

/** Asks the world; follows CNAMEs, unless one is asked for. Never throws: no answer is `failed`. */
export type Resolve = (name: string, type: QuestionType) => Promise<Answer>;

/** What is known without asking; undefined: not known. */
export type Facts = (name: string, type: QuestionType) => Answer | undefined;

export function questionKey({ name, type }: Question): string {
  return `${name} ${type}`;
}

/** The host of an MX value; empty for the null MX. Source: RFC 7505 section 3. */
export function mxHost(value: string): string {
  return (value.split(" ")[1] ?? "").replace(/\.$/, "").toLowerCase();
}

/** In order of preference, as receivers ask them. */
export function mxHosts(values: readonly string[]): string[] {
  const priorityOf = (value: string): number => Number.parseInt(value, 10);
  return [...values]
    .sort((a, b) => priorityOf(a) - priorityOf(b))
    .map(mxHost)
    .filter((host) => host !== "");
}

/** A void answer: no such name, or nothing of the type. Source: RFC 7208 section 4.6.4. */
export function isVoid(answer: Answer): boolean {
  return answer.kind === "empty" || answer.kind === "nxdomain";
}
