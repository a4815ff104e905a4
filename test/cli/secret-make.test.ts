import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openRehearsalSite, rehearsalTools } from "../../cli/rehearsal-site.ts";
import { checkConfigs } from "../../config/check.ts";
import { SECRET_VALUES } from "../../rehearsal/behaviours/secret-versions.ts";
import { makeOutside } from "../../rehearsal/outside.ts";
import { realConfigs } from "../config/real-configs.ts";
import { slipway, temporaryProject } from "./program.ts";

const LAUNCH = "config/launches/chatbot.ts";
const SECTIONS = `      turnstile: { login: { hosts: ["app", "apex"], secret: "turnstile-secret" } },
      serviceTokens: { monitor: { hosts: ["admin"], days: 90, secret: "monitor-token" } },
`;
const SLOTS = ["turnstile-secret", "monitor-token"];
let project: ReturnType<typeof temporaryProject>;

beforeEach(async () => {
  project = temporaryProject();
  edit("      limits: {\n        chat:", `${SECTIONS}      limits: {\n        chat:`);
  edit("  secrets: {\n", `  secrets: {\n${SLOTS.map((slot) => `    "${slot}": { purpose: "made at Cloudflare" },\n`).join("")}`);
  await makeSlots(SLOTS);
});
afterEach(() => project.remove());

function edit(from: string, to: string): void {
  const text = readFileSync(join(project.dir, LAUNCH), "utf8");
  if (!text.includes(from)) throw new Error(`no ${from}`);
  writeFileSync(
    join(project.dir, LAUNCH),
    text.replace(from, () => to),
  );
}

async function makeSlots(slots: readonly string[]): Promise<void> {
  const { model } = checkConfigs(realConfigs());
  if (model === undefined) throw new Error("the configs have mistakes");
  const environment = { PATH: process.env.PATH };
  const dir = join(project.dir, ".slipway/rehearsal");
  const site = await openRehearsalSite({ dir, model, environment, binary: await rehearsalTools(environment) });
  for (const slot of slots)
    makeOutside({
      world: site.world,
      type: "aws_secretsmanager_secret",
      attributes: { name: `chatbot/production/${slot}` },
      region: "eu-west-1",
    });
  await site.close();
}

interface Stored {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

function stored(type: string): readonly Stored[] {
  const { objects }: { objects: readonly Stored[] } = JSON.parse(readFileSync(join(project.dir, ".slipway/rehearsal/world.json"), "utf8"));
  return objects.filter((each) => each.type === type);
}

const make = (...args: readonly string[]) =>
  slipway(["secret", "make", "chatbot/production", ...args, "--rehearsal"], { cwd: project.dir });
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** Every word of every file of the project, and of what was printed, that could be a secret. */
function words(printed: readonly string[]): readonly string[] {
  const files = readdirSync(project.dir, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const texts = files.map((each) => readFileSync(join(each.parentPath, each.name), "latin1"));
  return [...texts, ...printed].flatMap((text) => text.match(/[A-Za-z0-9_-]{16,}/g) ?? []);
}

it.each([
  {
    option: "--turnstile",
    name: "login",
    type: "cloudflare_turnstile_widget",
    hidden: "secret",
    slot: "turnstile-secret",
    printed: /^ {2}sitekey: "0x4AAA[0-9a-f]{18}",$/m,
    attributes: { name: "chatbot-production-login", domains: ["app.opsdesk.example", "opsdesk.example"], mode: "managed" },
  },
  {
    option: "--service-token",
    name: "monitor",
    type: "cloudflare_zero_trust_access_service_token",
    hidden: "client_secret",
    slot: "monitor-token",
    printed: /^ {2}made: \{ id: "[0-9a-f-]{36}", clientId: "[0-9a-f]{32}\.access", expires: "\d{4}-\d\d-\d\d" \},$/m,
    attributes: { name: "chatbot-production-monitor", duration: "2160h" },
  },
])("puts what $option makes into its slot, and nowhere else", async ({ option, name, type, hidden, slot, printed, attributes }) => {
  const { code, stdout, stderr } = await make(option, name);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(printed);
  const [made] = stored(type);
  expect(made?.attributes).toMatchObject(attributes);
  const [value] = stored(SECRET_VALUES);
  expect(value?.id).toContain(`chatbot/production/${slot}-`);
  const hash = String(value?.attributes.sha256);
  expect(made?.attributes[hidden]).toBe(`sha256 ${hash}`);
  expect(words([stdout, stderr]).filter((word) => hashOf(word) === hash)).toEqual([]);
});

it("does not touch a slot that holds a value, unless told so", async () => {
  await make("--turnstile", "login");
  expect(await make("--turnstile", "login")).toMatchObject({ code: 3, stderr: expect.stringContaining("[SECRET_SLOT_FILLED]") });
  expect(stored("cloudflare_turnstile_widget")).toHaveLength(1);
  expect(await make("--turnstile", "login", "--replace")).toMatchObject({ code: 0 });
});

it("makes nothing twice, and nothing without a place for its secret", async () => {
  edit('secret: "turnstile-secret" }', 'secret: "turnstile-secret", sitekey: "0x4AAAAAAAAAAAAAAAA" }');
  expect(await make("--turnstile", "login")).toMatchObject({ code: 3, stderr: expect.stringContaining("[SECRET_ALREADY_MADE]") });
  edit('secret: "monitor-token" }', 'secret: "llm-key" }');
  edit('    "monitor-token": { purpose: "made at Cloudflare" },\n', "");
  expect(await make("--service-token", "monitor")).toMatchObject({ code: 3, stderr: expect.stringContaining("[SECRET_SLOT_MISSING]") });
  expect(stored("cloudflare_zero_trust_access_service_token")).toEqual([]);
});

it.each([
  { args: ["--turnstile", "logn"], stderr: "one of login" },
  { args: [], stderr: "[SECRET_THING_UNKNOWN]" },
  { args: ["--turnstile", "login", "--service-token", "monitor"], stderr: "got both" },
])("refuses $args", async ({ args, stderr }) => {
  expect(await make(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(stderr) });
});
