import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../stacks/main.ts";

const root = join(__dirname, "..", "..");
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "slipway-main-"));
  mkdirSync(join(project, "config"));
  for (const part of ["account.ts", "zones", "launches", "dns.lock.json"])
    cpSync(join(root, "config", part), join(project, "config", part), { recursive: true });
});
afterEach(() => rmSync(project, { recursive: true }));

async function run(env: Readonly<Record<string, string>> = {}): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const code = await main({ cwd: project, env, err: (line) => lines.push(line) });
  return { code, lines };
}

function refsIn(outdir: string): readonly string[] {
  const { resource } = JSON.parse(readFileSync(join(project, outdir, "stacks", "zone-opsdesk-example", "cdk.tf.json"), "utf8"));
  const rulesets: readonly { readonly rules: readonly { readonly ref: string }[] }[] = Object.values(resource.cloudflare_ruleset);
  return rulesets.flatMap(({ rules }) => rules.map(({ ref }) => ref));
}

it("writes every stack where cdktf asks for it, and says what the zones are made of", async () => {
  const { code, lines } = await run({ CDKTF_OUTDIR: "elsewhere/out" });
  expect(code).toBe(0);
  expect(lines.at(-1)).toBe(
    "zones are composed from the current configs; set SLIPWAY_CONTRIBUTIONS to compose them from what has been applied",
  );
  const { stacks } = JSON.parse(readFileSync(join(project, "elsewhere/out/manifest.json"), "utf8"));
  expect(Object.keys(stacks).sort()).toEqual([
    "account",
    "chatbot-production",
    "chatbot-staging",
    "portal-production",
    "portal-staging",
    "zone-clientdesk-example",
    "zone-opsdesk-example",
  ]);
  expect(refsIn("elsewhere/out").some((ref) => ref.startsWith("chatbot--staging--"))).toBe(true);
});

it("composes the zones from a folder of contributions", async () => {
  mkdirSync(join(project, "applied"));
  const rule = {
    phase: "http_request_firewall_custom",
    ref: "portal--production--block",
    description: "d",
    expression: "ssl",
    enabled: true,
    action: "block",
  };
  writeFileSync(
    join(project, "applied", "portal.json"),
    JSON.stringify({ owner: "portal--production", domain: "opsdesk.example", rules: [rule] }),
  );
  const { code, lines } = await run({ SLIPWAY_CONTRIBUTIONS: "applied" });
  expect(lines.at(-1)).toBe("zones are composed from 1 contributions in applied");
  expect(code).toBe(0);
  // the zone's own, and what the folder holds
  expect(refsIn("cdktf.out")).toEqual(["portal--production--block", "zone--managed-cloudflare"]);
});

it.each([
  ["no JSON", "not json"],
  ["another shape", '{"owner":"a--b"}'],
  [
    "rules of another owner",
    JSON.stringify({
      owner: "portal--production",
      domain: "opsdesk.example",
      rules: [{ phase: "http_request_firewall_custom", ref: "chatbot--staging--x", description: "d", expression: "ssl", action: "block" }],
    }),
  ],
])("stops at a contribution that is %s", async (_, text) => {
  mkdirSync(join(project, "applied"));
  writeFileSync(join(project, "applied", "a.json"), text);
  const { code, lines } = await run({ SLIPWAY_CONTRIBUTIONS: "applied" });
  expect(code).toBe(2);
  expect(lines.at(-1)).toContain("[CONTRIBUTION_MALFORMED]");
});

it("does not take a missing folder for an empty one", async () => {
  const { code, lines } = await run({ SLIPWAY_CONTRIBUTIONS: "nowhere" });
  expect(code).toBe(2);
  expect(lines.at(-1)).toContain("[SYNTH_CONTRIBUTIONS_MISSING]");
});

it("tells every mistake in the configs and writes nothing", async () => {
  writeFileSync(join(project, "config", "account.ts"), "export default {};\n");
  const { code, lines } = await run();
  expect(code).toBe(2);
  expect(lines.length).toBeGreaterThan(1);
  expect(() => refsIn("cdktf.out")).toThrow("ENOENT");
});
