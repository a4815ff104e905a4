import { readFileSync } from "node:fs";
import { worldLookup } from "../../cli/rehearsal-lookup.ts";
import type { StackPlanInput } from "../../launch/plan.ts";
import { type RecoverRequest, type Recovery, recoverRun } from "../../launch/recover/recover.ts";
import { objectsInState } from "../../launch/recover/recover-findings.ts";
import type { Run } from "../../launch/run.ts";
import { openTerraform, type Terraform, type TerraformStates, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import type { ApplyEvent } from "../../rehearsal/faults.ts";
import { startProvider } from "../../rehearsal/provider.ts";
import type { World } from "../../rehearsal/world.ts";
import { type Bench, openBench, statePath, TARGET } from "../launch/bench-of-runs.ts";
import { applyElsewhere, type Death, type EngineProcess } from "../launch/engine-process.ts";
import { REGION, worldOf, ZONE_ID } from "./provider/harness.ts";

export const ZONE_STACK = "zone-opsdesk-example";
export const LAUNCH_STACK = "chatbot-production";
export const STACKS = [ZONE_STACK, LAUNCH_STACK] as const;

/** Real terraform, the rehearsal's provider and world, and the engine in this process or in one of its own. */
export interface Scene {
  readonly bench: Bench;
  readonly world: World;
  readonly terraform: Terraform & TerraformStates;
  /** Called around every change of the world; may kill. */
  hook: (event: ApplyEvent) => void;
  readonly stacks: readonly StackPlanInput[];
  readonly planned: () => Promise<Run>;
  readonly recover: (more?: Partial<RecoverRequest>) => Promise<Recovery>;
  readonly applyElsewhere: (run: Run, dieAt?: Death) => EngineProcess;
  /** Ids of everything in the world, of everything in the states, sorted. */
  readonly idsInWorld: () => readonly string[];
  readonly idsInStates: () => readonly string[];
  readonly close: () => Promise<void>;
}

const record = (name: string) => ({ zone_id: ZONE_ID, name: `${name}.example.com`, type: "A", content: "192.0.2.1", ttl: 300 });
const BASE = {
  terraform: {
    required_providers: {
      cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" },
      aws: { source: "hashicorp/aws", version: "6.25.0" },
    },
  },
  provider: { cloudflare: [{}], aws: [{ region: REGION }, { alias: "us_east_1", region: "us-east-1" }] },
};
const stackOf = (stack: string, resource: object): StackPlanInput => ({ stack, config: JSON.stringify({ ...BASE, resource }) });

/** One after the other, so that a kill always finds the same things done. */
const TWO_STACKS = [
  stackOf(ZONE_STACK, {
    cloudflare_zone_setting: { min_tls_version: { zone_id: ZONE_ID, setting_id: "min_tls_version", value: "1.2" } },
    cloudflare_dns_record: { mail: { ...record("mail"), depends_on: ["cloudflare_zone_setting.min_tls_version"] } },
  }),
  stackOf(LAUNCH_STACK, {
    cloudflare_dns_record: { api: record("api") },
    aws_sns_topic: { alerts: { name: "chatbot-alerts", provider: "aws.us_east_1", depends_on: ["cloudflare_dns_record.api"] } },
    aws_ssm_parameter: {
      url: { name: "/chatbot/url", type: "String", insecure_value: "https://api.example.com", depends_on: ["aws_sns_topic.alerts"] },
    },
  }),
];

export async function openScene(): Promise<Scene> {
  const bench = await openBench();
  const world = worldOf();
  const provider = await startProvider({ world, faults: { onApply: (event) => scene.hook(event) } });
  const environment = { ...terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir }), TF_REATTACH_PROVIDERS: provider.reattach };
  const terraform = openTerraform({ binary: bench.terraform.binary, environment });
  const types = ["cloudflare_zone_setting", "cloudflare_dns_record", "aws_sns_topic", "aws_ssm_parameter"];
  const scene: Scene = {
    bench,
    world,
    terraform,
    hook: () => undefined,
    stacks: TWO_STACKS,
    planned: async () => {
      const run = await bench.plan(TWO_STACKS, { terraform });
      await bench.approve(run);
      return run;
    },
    recover: async (more = {}) =>
      await recoverRun({
        store: bench.store,
        terraform,
        target: TARGET,
        planner: bench.people.planner,
        commit: { sha: "4f0c2d9", authors: [], dirty: false },
        clock: () => new Date(bench.now.getTime() + 1000),
        lookup: worldLookup(world),
        waitMilliseconds: 20_000,
        ...more,
      }),
    applyElsewhere: (run, dieAt) => applyElsewhere(bench, run, { environment, dieAt }),
    idsInWorld: () => types.flatMap((type) => world.objects(type).map(({ attributes }) => `${type} ${attributes.id}`)).sort(),
    idsInStates: () =>
      STACKS.flatMap((stack) =>
        [...objectsInState(stateOf(bench, stack))].flatMap(([address, objects]) =>
          objects.map((each) => `${address.split(".")[0]} ${each.id}`),
        ),
      ).sort(),
    close: async () => {
      await provider.close();
      bench.close();
    },
  };
  return scene;
}

function stateOf(bench: Bench, stack: string): unknown {
  try {
    return JSON.parse(readFileSync(statePath(bench, stack), "utf8"));
  } catch {
    return {};
  }
}
