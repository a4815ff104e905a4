import { type Suspicion, shapesIn } from "../../errors/secret-detector.ts";
import type { Check, Verdict } from "../check.ts";
import type { Net } from "../net.ts";
import { type EnvironmentScope, hostsOf } from "../scope.ts";

/** Enough for the scripts of a page; the rest is told. */
const MOST_SCRIPTS = 20;
const SCRIPT_BYTES = 5_000_000;

/** Keys that are made to be seen. A URL in a script is often put together from parts, and looks as if it held a name. */
const SEEN_BY_DESIGN = new Set(["a Google API key"]);
const TELLING: ReadonlySet<Suspicion["class"]> = new Set(["private key", "provider key", "connection string"]);

export const PAGE_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "hygiene.secrets-in-pages",
    source: "readiness row T1",
    businessRisk: "whoever opens the page can spend the language model's budget, send mail or read the database in the product's name",
    probes: (scope) =>
      hostsOf(scope, "web").map(({ name }) => ({
        subject: `https://${name}/`,
        expected: "no secret in the page and in its own scripts, and no source map beside them",
        ask: (net) => judge(net, `https://${name}/`),
      })),
  },
];

async function judge(net: Net, page: string): Promise<Verdict> {
  const { status, body } = await net.get(page);
  if (status !== 200) return { outcome: "not-applicable", got: `${status} instead of a page` };
  const scripts = scriptsIn(body, page);
  const found = [...finding(page, body)];
  for (const url of scripts.slice(0, MOST_SCRIPTS)) {
    const script = await net.http({ method: "GET", url, readBytes: SCRIPT_BYTES });
    if (script.status !== 200) continue;
    found.push(...finding(url, script.body));
    const map = mapOf(script.body, url);
    if (map !== undefined && (await net.http({ method: "GET", url: map })).status === 200) found.push(`a source map at ${map}`);
  }
  if (found.length > 0) return { outcome: "fail", got: found.join("; ") };
  const left = scripts.length - MOST_SCRIPTS;
  return {
    outcome: "pass",
    got: `none in the page and ${Math.min(scripts.length, MOST_SCRIPTS)} scripts${left > 0 ? `; ${left} were not looked at` : ""}`,
  };
}

/** What was found, and never the thing itself. */
function finding(url: string, text: string): readonly string[] {
  const telling = shapesIn(text).filter((each) => TELLING.has(each.class) && !SEEN_BY_DESIGN.has(each.kind));
  return telling.map(({ kind }) => `${kind} in ${url}`);
}

/** Scripts from the same host; those of others are others' secrets. */
function scriptsIn(html: string, page: string): readonly string[] {
  const named = [...html.matchAll(/<script\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi)].map(
    ([, a, b, c]) => a ?? b ?? c ?? "",
  );
  const { origin } = new URL(page);
  const urls = named.flatMap((src) => (URL.canParse(src, page) ? [new URL(src, page)] : []));
  return [...new Set(urls.filter((url) => url.origin === origin).map(({ href }) => href))];
}

function mapOf(script: string, url: string): string | undefined {
  const named = /\/\/[#@]\s*sourceMappingURL=(?!data:)(\S+)\s*$/.exec(script)?.[1];
  return named !== undefined && URL.canParse(named, url) ? new URL(named, url).href : undefined;
}
