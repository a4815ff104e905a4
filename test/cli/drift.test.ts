import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { slipway, temporaryProject } from "./program.ts";

const ZONE = "zone/opsdesk.example";
const project = temporaryProject();
afterAll(() => project.remove());

it("finds no drift after a clean apply, and exactly what somebody changed in the world", async () => {
  const at = { cwd: project.dir };
  const { run, review } = JSON.parse((await slipway(["plan", ZONE, "--rehearsal", "--json"], at)).stdout);
  const tokens = review.acknowledgements.flatMap(({ token }: { token: string }) => ["--acknowledge", token]);
  await slipway(["approve", run, "--rehearsal", ...tokens], at);
  expect(await slipway(["apply", run, "--rehearsal"], at)).toMatchObject({ code: 0 });
  expect(await slipway(["drift", ZONE, "--rehearsal"], at)).toMatchObject({ code: 0, stdout: `${ZONE}: as applied\n` });

  const file = join(project.dir, ".slipway/rehearsal/world.json");
  const world = JSON.parse(readFileSync(file, "utf8"));
  const setting = world.objects.find(
    ({ attributes }: { attributes: Record<string, unknown> }) => attributes.setting_id === "min_tls_version",
  );
  const before = setting.attributes.value;
  setting.attributes.value = "1.0";
  writeFileSync(file, JSON.stringify(world));
  const { code, stdout, stderr } = await slipway(["drift", ZONE, "--rehearsal"], at);
  expect(code).toBe(5);
  expect(stdout).toMatch(new RegExp(`^zone-opsdesk-example/cloudflare_zone_setting\\.\\S+: value: ${before} -> 1\\.0\\n$`));
  expect(stderr).toContain("[DRIFT_FOUND]");
});
