import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../cli/run.ts";
import { temporaryProject } from "./program.ts";

const project = temporaryProject();
afterAll(() => project.remove());

async function synth(...argv: readonly string[]): Promise<{ readonly code: number; readonly err: string }> {
  const err: string[] = [];
  const code = await run(["synth", ...argv, "--out", "out"], {
    out: () => undefined,
    err: (line) => err.push(line),
    environment: {},
    workingDirectory: project.dir,
    now: () => new Date("2026-11-26T06:00:00Z"),
    stdin: () => process.stdin,
    liveProgress: undefined,
    onInterrupt: () => () => undefined,
  });
  return { code, err: err.join("\n") };
}

const written = (stack: string) => readFileSync(join(project.dir, "out/stacks", stack, "cdk.tf.json"), "utf8");

it("synthesizes an environment at the stage that is asked for, and live without one", async () => {
  expect(await synth("chatbot/production", "--stage", "prepare")).toMatchObject({ code: 0 });
  expect(written("chatbot-production")).toContain('"name": "preview-api.opsdesk.example"');
  expect(await synth("chatbot/production", "--stage", "slots")).toMatchObject({ code: 0 });
  expect(written("chatbot-production")).not.toContain("cloudflare_dns_record");
  expect(await synth("chatbot/production")).toMatchObject({ code: 0 });
  expect(written("chatbot-production")).toContain('"name": "api.opsdesk.example"');
});

it.each([
  [["chatbot/production", "--stage", "live-ish"], "one of slots, prepare, live"],
  [["--stage", "prepare"], "no target"],
  [["zone/opsdesk.example", "--stage", "prepare"], "zone/opsdesk.example"],
])("refuses %j", async (argv, said) => {
  expect(await synth(...argv)).toMatchObject({ code: 2, err: expect.stringContaining(said) });
});
