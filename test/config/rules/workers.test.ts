import { checkConfigs } from "../../../config/check.ts";
import { type Change, changed } from "../change.ts";
import { testRules } from "./table.ts";

const P = "environments.staging";
const T = `${P}.target`;
const SCRIPT = 'export default { fetch: () => new Response("hello") };';

/** The staging app as a worker; production stays as it is. */
function asWorker(more: Readonly<Record<string, unknown>> = {}, script = SCRIPT): Change {
  return {
    workers: { "app.js": script },
    launch: {
      [`${P}.hosts.app.origin`]: undefined,
      [T]: { kind: "worker", script: "app.js", compatibilityDate: "2026-11-01", environment: { LOG_LEVEL: { value: "debug" } } },
      ...Object.fromEntries(Object.entries(more).map(([path, value]) => [`${T}.${path}`, value])),
    },
  };
}

const id = "dc8dcd28-271b-4367-9840-6c244f84cb40";
const store = { storeId: "0f".repeat(16), name: "llm-key" };
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, { value: "x" }]));
const token = ["gh", "p_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");

testRules("errors", [
  {
    why: "a script that is not there",
    bad: asWorker({ script: "portal.mjs" }),
    found: [`WORKER_SCRIPT_UNUSABLE ${T}.script`],
    good: asWorker(),
  },
  {
    why: "an empty script",
    bad: asWorker({}, " \n"),
    found: [`WORKER_SCRIPT_UNUSABLE ${T}.script`],
    good: asWorker({}, ";"),
  },
  {
    why: "a script that neither plan nor state could carry",
    bad: asWorker({}, `${SCRIPT}// ${"ß".repeat(1024 * 1024)}`),
    found: [`WORKER_SCRIPT_UNUSABLE ${T}.script`],
    good: asWorker({}, `${SCRIPT}// ${"x".repeat(1024 * 1024)}`),
  },
  {
    why: "a vendor's token in the bundle, but no random text",
    bad: asWorker({}, `${SCRIPT} const t = "${token}";`),
    found: [`SECRET_IN_CONFIG ${T}.script`],
    good: asWorker({}, `${SCRIPT} const hash = "${"q8Zr5Lw2Nx7Vb1Tk".repeat(3)}";`),
  },
  {
    why: "a slot behind a binding",
    bad: asWorker({ "environment.LLM_API_KEY": { secret: "llm-key" } }),
    found: [`WORKER_SECRET_IN_STATE ${T}.environment.LLM_API_KEY.secret`],
    good: asWorker({ "storeSecrets.LLM_API_KEY": store }),
  },
  {
    why: "one name for a variable and a secret",
    bad: asWorker({ "storeSecrets.LOG_LEVEL": store }),
    found: [`WORKER_BINDING_REFUSED ${T}.storeSecrets.LOG_LEVEL`],
    good: asWorker({ "storeSecrets.LOG_KEY": store }),
  },
  {
    why: "more bindings than the plan has",
    bad: asWorker({ environment: many(65) }),
    found: [`WORKER_BINDING_REFUSED ${T}`],
    good: asWorker({ environment: many(65), plan: "paid" }),
  },
  {
    why: "traffic for a version by another name than its id",
    bad: asWorker({ traffic: { 12: 0.5, new: 0.5 } }),
    found: [`TARGET_VERSION_UNPINNED ${T}.traffic.12`],
    good: asWorker({ traffic: { [id]: 0.5, new: 0.5 } }),
  },
]);

it.each([
  ["2026-11-26", []],
  ["2026-11-27", ["WORKER_DATE_AHEAD"]],
])("knows on 2026-11-26 that a compatibility date %s has come or not", (compatibilityDate, codes) => {
  const { errors } = checkConfigs(changed(asWorker({ compatibilityDate })), "chatbot/staging", new Date("2026-11-26T09:00:00Z"));
  expect(errors.map(({ parts }) => parts.code)).toEqual(codes);
});
