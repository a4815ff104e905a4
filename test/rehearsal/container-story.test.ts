import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, slipway, temporaryProject } from "../cli/program.ts";
import { CONTAINER_TARGET } from "../fixtures/container.ts";

// slots, values, previews, live, a harmful change and the way back, of a launch in containers

const project = temporaryProject();
let outcome: Outcome;

beforeAll(async () => {
  const file = join(project.dir, "config/launches/chatbot.ts");
  writeFileSync(file, inContainers(readFileSync(file, "utf8")));
  outcome = await slipway(["rehearse"], { cwd: project.dir });
}, 600_000);

afterAll(() => project.remove());

it("is told to its end", () => {
  expect({ code: outcome.code, stderr: outcome.code === 0 ? "" : outcome.stderr }).toEqual({ code: 0, stderr: "" });
});

it("makes the service before anybody is led to it, and takes a harmful change back", () => {
  const at = (line: string) => outcome.stderr.indexOf(line);
  expect(at("aws_ecs_service.container done")).toBeGreaterThan(0);
  expect(at("cloudflare_dns_record.host-preview-api started")).toBeGreaterThan(at("aws_ecs_service.container done"));
  expect(outcome.stderr).toMatch(/verification failed as it must: .*health/);
  expect(outcome.stderr).toMatch(/Neighbours' rules in the zone are untouched/);
});

it("says in the review what is made and what the load balancer cannot tell", () => {
  const reviews = outcome.stdout.match(/\.slipway\S*review\.md/g) ?? [];
  const text = reviews.map((file) => readFileSync(join(project.dir, file), "utf8")).join("\n");
  expect(text).toContain("load balancer chatbot-production is created");
  expect(text).toContain("wanted only this zone's requests reach");
  expect(text).not.toMatch(/known after apply\\?\) starts to answer/);
});

/** Production's hosts, but for the apex, served by a container. */
function inContainers(text: string): string {
  const [start, end] = [text.indexOf("    production: {"), text.indexOf("    staging: {")];
  const { kind, ...target } = CONTAINER_TARGET;
  const production = text
    .slice(start, end)
    .replace(/\n\s*origin: "(app|api|admin)\.opsdesk-origin\.example",/g, "")
    .replace('kind: "existing-origin",', `kind: ${JSON.stringify(kind)}, ${JSON.stringify(target).slice(1, -1)},`);
  return text.slice(0, start) + production + text.slice(end);
}
