import type { MailRemark } from "./remark.ts";
import { parseTagList } from "./tag-list.ts";

/** Source: BIMI Group, draft-brand-indicators-for-message-identification section 4.2: `<selector>._bimi.<domain>`. */
export function isBimiName(name: string): boolean {
  return name.includes("._bimi.");
}

/** Whose mail the logo is for. */
export function bimiDomain(name: string): string {
  return name.slice(name.indexOf("._bimi.") + "._bimi.".length);
}

const TAGS = ["v", "l", "a", "e", "avp", "s"];

/** An empty `l=` declines on purpose. */
export function checkBimiText(text: string): MailRemark[] {
  const list = parseTagList(text);
  if (!/^v=BIMI1\s*;/.test(text))
    return [malformed("a record that starts with v=BIMI1 and a semicolon", JSON.stringify(text.slice(0, 40)))];
  if (!list.ok) return list.problems.map((problem) => malformed("tags of the form name=value, each once", problem));
  const { tags } = list;
  const [logo, authority] = [tags.get("l"), tags.get("a")];
  return [
    ...[...tags.keys()].filter((tag) => !TAGS.includes(tag)).map((tag) => malformed(`the tags ${TAGS.join(" ")}`, tag)),
    ...(logo === undefined ? [malformed("the tag l", "none")] : location("l", logo, /\.svgz?$/i, "an SVG")),
    ...(authority === undefined ? [] : location("a", authority, /\.pem$/i, "a PEM certificate")),
  ];
}

/** Whether a logo is published, so that the policy has to enforce. */
export function showsLogo(text: string): boolean {
  const list = parseTagList(text);
  return list.ok && (list.tags.get("l") ?? "") !== "";
}

function location(tag: string, value: string, ending: RegExp, what: string): MailRemark[] {
  if (value === "") return [];
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "https:" && ending.test(url.pathname)) return [];
  return [malformed(`${tag}= an https: address of ${what}`, `${tag}=${value}`)];
}

function malformed(expected: string, got: string): MailRemark {
  return { severity: "error", code: "BIMI_MALFORMED", expected, got, fix: "write it as the BIMI Group's guide has it" };
}
