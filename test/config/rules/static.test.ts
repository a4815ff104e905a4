import type { Change } from "../change.ts";
import { testRules } from "./table.ts";

const P = "environments.staging";
const T = `${P}.target`;

/** The staging app as files; the API stays where it is. */
function asSite(host: object, more: Readonly<Record<string, unknown>> = {}): Change {
  return {
    launch: {
      [`${P}.hosts.app.origin`]: undefined,
      [T]: { kind: "static", host },
      ...more,
    },
  };
}

const cloudfront = { kind: "cloudfront" };
const pages = { kind: "pages" };
const refused = (field: string) => [expect.stringMatching(new RegExp(`^CONFIG_\\w+ ${T}\\.host\\.${field}`))];

testRules("errors", [
  ...[cloudfront, pages].map((host) => ({
    why: `an API that files would have to answer, at ${host.kind}`,
    bad: asSite(host, { [`${P}.hosts.api.origin`]: undefined }),
    found: [`STATIC_HOST_NOT_WEB ${P}.hosts.api.origin`],
    good: asSite(host),
  })),
  {
    why: "a prefix that is no prefix",
    bad: asSite({ ...cloudfront, cachedPaths: ["assets"] }),
    found: refused("cachedPaths"),
    good: asSite({ ...cloudfront, cachedPaths: ["/assets/"] }),
  },
  {
    why: "a page outside the site",
    bad: asSite({ ...cloudfront, notFoundPage: "../404.html" }),
    found: refused("notFoundPage"),
    good: asSite({ ...cloudfront, notFoundPage: "errors/404.html" }),
  },
  {
    why: "variables for Pages, which the provider would keep in the state",
    bad: asSite({ ...pages, environment: { TOKEN: { value: "x" } } }),
    found: [expect.stringMatching(/^CONFIG_/)],
    good: asSite({ ...pages, productionBranch: "release/1.x" }),
  },
]);
