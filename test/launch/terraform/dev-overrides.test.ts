import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openTerraform, terraformEnvironment } from "../../../launch/terraform/terraform.ts";
import { type Bench, openBench, stack } from "../bench-of-runs.ts";

const OVERRIDES = 'provider_installation {\n  dev_overrides {\n    "hashicorp/aws" = "/tmp"\n  }\n  direct {}\n}\n';
const REFUSED = { parts: { kind: "refused", code: "PROVIDERS_OVERRIDDEN" } };

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** Into the home folder of whoever plans. */
function write(file: string, text: string): void {
  const path = join(bench.dir, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const PLACES: readonly (readonly [string, string])[] = [
  [".terraformrc", OVERRIDES],
  [".terraform.d/mine.tfrc", OVERRIDES],
  [".terraform.d/mine.tfrc.json", '{"provider_installation":[{"dev_overrides":[{"hashicorp/aws":"/tmp"}]}]}'],
];
it.each(PLACES)("refuses to plan and to apply beside dev_overrides in %s", async (file, text) => {
  const run = await bench.plan([stack("chatbot-production", { api: "v1" })]);
  await bench.approve(run);
  write(file, text);
  await expect(bench.plan([stack("chatbot-production", { api: "v2" })])).rejects.toMatchObject(REFUSED);
  await expect(bench.apply(run)).rejects.toThrow(`dev_overrides in ${join(bench.dir, file)}`);
  write(file, "");
  expect((await bench.apply(run)).status).toBe("applied");
});

it("takes terraform's word for overrides from a place that nobody thought of", async () => {
  write("elsewhere.tfrc", OVERRIDES);
  const environment = {
    ...terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir }),
    TF_CLI_CONFIG_FILE: join(bench.dir, "elsewhere.tfrc"),
  };
  const terraform = openTerraform({ binary: bench.terraform.binary, environment });
  await expect(bench.plan([stack("chatbot-production", { api: "v1" })], { terraform })).rejects.toThrow("terraform says");
  // once the folder is prepared, the plan itself says so
  await bench.plan([stack("chatbot-production", { api: "v1" })]);
  await expect(bench.plan([stack("chatbot-production", { api: "v1" })], { terraform })).rejects.toMatchObject(REFUSED);
});

it("has nothing against a comment, a mirror, or providers that are attached and that nothing overrides", async () => {
  write(".terraformrc", "# dev_overrides {}\n// dev_overrides {}\n/* dev_overrides\n{} */\ndisable_checkpoint = true\n");
  expect((await bench.plan([stack("chatbot-production", { api: "v1" })])).status).toBe("planned");
  write(".terraformrc", OVERRIDES);
  const nobody = { Protocol: "grpc", ProtocolVersion: 6, Pid: 1, Test: true, Addr: { Network: "unix", String: "/none" } };
  const reattach = JSON.stringify({ "registry.terraform.io/hashicorp/none": nobody });
  const environment = { ...bench.terraform.environment, TF_REATTACH_PROVIDERS: reattach };
  const attached = openTerraform({ binary: bench.terraform.binary, environment });
  expect((await bench.plan([stack("chatbot-production", { api: "v1" })], { terraform: attached })).status).toBe("planned");
});
