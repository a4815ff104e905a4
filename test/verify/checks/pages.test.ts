import { PAGE_CHECKS } from "../../../verify/checks/pages.ts";
import { findingsOf, shopBut } from "../shop.ts";

/** Put together at run time, so that no scanner takes this file for a leak. */
const made = (...parts: readonly string[]): string => parts.join("");
const KEY = made("s", "k-proj-", "Zk3Qv9XsT1bNw7RjLf5Yc2Hd8Gm4Pa6");
const PAGE = '<!doctype html><script src=/app.js></script><script defer src="https://cdn.example/x.js"></script><script>let a</script>';

/** The shop's app host with a page and its files; everything else is as it was. */
function served(files: Readonly<Record<string, string>>) {
  return shopBut(({ host, path, secure }, good) => {
    if (host !== "app.shop.example" || !secure) return undefined;
    if (path === "/") return { ...good, body: files["/"] ?? PAGE };
    const body = files[path];
    return body === undefined ? (path === "/app.js" ? { status: 404 } : undefined) : { status: 200, body };
  });
}

async function verdict(files: Readonly<Record<string, string>>): Promise<string> {
  const found = (await findingsOf(PAGE_CHECKS, served(files))).filter(({ subject }) => subject === "https://app.shop.example/");
  return found.map(({ outcome, got }) => `${outcome}: ${got}`).join();
}

it.each([
  { what: "a page and its script", files: { "/app.js": "fetch('https://' + user + '@x')" }, told: "pass: none in the page and 1 scripts" },
  {
    what: "a key that is made to be seen",
    files: { "/": made("<p>AI", "za", "x".repeat(35)) },
    told: "pass: none in the page and 0 scripts",
  },
  {
    what: "a key in a boot payload",
    files: { "/": `<script>window.boot={"key":"${KEY}"}</script>` },
    told: "fail: a model provider's key in https://app.shop.example/",
  },
  {
    what: "a key behind a URL in a script",
    files: { "/app.js": `a="https://u@x.example";${"x".repeat(70_000)};b="${KEY}"` },
    told: "fail: a model provider's key in https://app.shop.example/app.js",
  },
  {
    what: "a source map",
    files: { "/app.js": "let a\n//# sourceMappingURL=app.js.map", "/app.js.map": "{}" },
    told: "fail: a source map at https://app.shop.example/app.js.map",
  },
])("tells of $what, and never the key itself", async ({ files, told }) => {
  const said = await verdict(files);
  expect(said).toBe(told);
  expect(said).not.toContain(KEY);
});
