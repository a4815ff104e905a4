import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireSecrets } from "../../cli/secret-gate.ts";
import type { EnvironmentModel } from "../../config/model.ts";
import type { SecretAnswer } from "../../config/secret-model.ts";
import { SlipwayErrors } from "../../errors/slipway-error.ts";
import { recordSecret } from "../../launch/secrets/secret-record.ts";
import { environmentModel } from "../fixtures/models.ts";
import { memoryStore } from "../launch/memory-store.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const [SLOT] = environmentModel.secretSlots;
if (SLOT === undefined) throw new Error("no slot");
const rotation = { everyDays: 90, whenOverdue: "warn" as const };
const slot = { ...SLOT, variables: ["LLM_API_KEY"], rotation };
const environment: EnvironmentModel = { ...environmentModel, stage: "live", secretSlots: [slot] };

const holding = (days: number, ...labels: readonly string[]): SecretAnswer => ({
  kind: "present",
  arn: "arn:x",
  versions: [{ id: "v1", createdAt: new Date(NOW.getTime() - days * 86_400_000), labels: ["AWSCURRENT", ...labels] }],
});
const newStore = () => memoryStore(join(tmpdir(), "slipway-no-disk"), new Map());
const EMPTY: SecretAnswer = { kind: "present", arn: "arn:x", versions: [] };

async function gate(
  answer: SecretAnswer | undefined,
  change: Partial<EnvironmentModel> = {},
  store = newStore(),
): Promise<readonly string[]> {
  const outcome = await requireSecrets({
    environment: { ...environment, ...change },
    secrets: { describe: async () => answer },
    store,
    now: NOW,
  }).catch((error: unknown) => error);
  if (outcome instanceof SlipwayErrors)
    return outcome.errors.map(({ parts: { kind, code, where, fix } }) => `${kind} ${code} ${where}; ${fix}`);
  if (Array.isArray(outcome)) return outcome.map(String);
  throw outcome;
}

const refusing = { secretSlots: [{ ...slot, rotation: { ...rotation, whenOverdue: "refuse" as const } }] };

it.each<{
  readonly what: string;
  readonly answer: SecretAnswer | undefined;
  readonly change?: Partial<EnvironmentModel>;
  readonly told: readonly string[];
}>([
  { what: "lets a filled slot pass", answer: holding(1), told: [] },
  { what: "lets a slot pass that this plan makes", answer: { kind: "absent" }, told: [] },
  { what: "lets slots alone pass", answer: EMPTY, change: { stage: "slots" }, told: [] },
  { what: "leaves a deleted one to those who know of names", answer: { kind: "scheduled", arn: "arn:x" }, told: [] },
  {
    what: "refuses every empty one at once",
    answer: EMPTY,
    change: { secretSlots: [slot, { ...slot, key: "mail-key", name: "shop/production/mail-key" }] },
    told: [
      "refused SECRET_EMPTY shop/production: llm-key; run slipway secret put shop/production llm-key",
      "refused SECRET_EMPTY shop/production: mail-key; run slipway secret put shop/production mail-key",
    ],
  },
  {
    what: "knows what Cloudflare makes",
    answer: EMPTY,
    change: { turnstile: [{ key: "login", name: "shop-login", hosts: [], mode: "managed", slot: slot.name }] },
    told: ["refused SECRET_EMPTY shop/production: llm-key; run slipway secret make shop/production --turnstile login"],
  },
  {
    what: "refuses an exposed one",
    answer: holding(1, "slipway-exposed-20261126T050000Z"),
    told: ["refused SECRET_EXPOSED shop/production: llm-key; revoke it, then run slipway secret rotate shop/production llm-key"],
  },
  {
    what: "warns of one that is due",
    answer: holding(80),
    told: [`the secret ${slot.name} is due in 10 days; the value is of 2026-09-07: run slipway secret rotate shop/production llm-key`],
  },
  {
    what: "warns of an old one",
    answer: holding(92),
    told: [`the secret ${slot.name} is overdue by 2 days; the value is of 2026-08-26: run slipway secret rotate shop/production llm-key`],
  },
  {
    what: "refuses an old one where the config says so",
    answer: holding(92),
    change: refusing,
    told: ["refused SECRET_OVERDUE shop/production: llm-key; run slipway secret rotate shop/production llm-key"],
  },
  {
    what: "plans nothing that it cannot tell of",
    answer: undefined,
    told: [
      "undecided SECRET_STATUS_UNKNOWN shop/production: llm-key; let the planner's role do secretsmanager:DescribeSecret and secretsmanager:ListSecretVersionIds",
    ],
  },
])("$what", async ({ answer, change, told }) => {
  expect(await gate(answer, change)).toEqual(told);
});

it("believes the ledger of an exposure whose label is gone, and of no other value", async () => {
  const store = newStore();
  const fact = { kind: "secret-exposed", by: "ana@shop.example", slot: "llm-key", reason: "seen" } as const;
  await recordSecret(store, "shop/production", { ...fact, version: "v0" }, NOW);
  expect(await gate(holding(1), {}, store)).toEqual([]);
  await recordSecret(store, "shop/production", { ...fact, version: "v1" }, NOW);
  expect(await gate(holding(1), {}, store)).toEqual([expect.stringContaining("SECRET_EXPOSED")]);
});
