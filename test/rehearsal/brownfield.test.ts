import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, slipway, temporaryProject } from "../cli/program.ts";

const project = temporaryProject();
let story: Outcome;

beforeAll(async () => {
  story = await slipway(["rehearse", "--brownfield"], { cwd: project.dir });
}, 300_000);
afterAll(() => project.remove());

it("adopts an old zone, launches it without deleting anything, and gives it back as it was", () => {
  expect({ code: story.code, stderr: story.code === 0 ? "" : story.stderr }).toEqual({ code: 0, stderr: "" });
  // how many are declared changes with the configs; what is clicked together does not
  expect(story.stderr).toMatch(/\d+ to import, \d+ of them to change, 3 left alone/);
  expect(story.stderr).toMatch(/\d+ imported as they are, \d+ changed, \d+ created/);
  expect(story.stderr).toContain("every record, rule and setting is as it was");
});

it("names in the first review what is taken over, and in the second where it goes back to", () => {
  const [first = "", back = ""] = story.stdout.split("\n").flatMap((line) => {
    const file = /^ {2}review {3}(.*)$/.exec(line)?.[1];
    return file === undefined ? [] : [readFileSync(join(project.dir, file), "utf8")];
  });
  expect(first).toContain("exists already and is taken over as it is");
  expect(first).toContain("mail to opsdesk.example moves from mx.old-mail.example to smtp.google.com");
  expect(back).toContain("back to what was there before");
});

it("adopts through the command line, once for all: what the state holds is left out", async () => {
  const adopted = await slipway(["adopt", "zone/opsdesk.example", "--rehearsal", "--json"], { cwd: project.dir });
  expect({ code: adopted.code, stderr: adopted.code === 0 ? "" : adopted.stderr }).toEqual({ code: 0, stderr: "" });
  const { file, resources, undeclared } = JSON.parse(adopted.stdout);
  expect(file).toBe("config/adopted/zone-opsdesk-example.json");
  // the zone was launched and taken back above, so only what the way back destroyed is not in the state, and none of it exists
  expect(resources).toEqual([]);
  expect(undeclared.map(({ type }: { type: string }) => type).sort()).toEqual(["A", "CNAME", "TXT"]);
  expect(existsSync(join(project.dir, file))).toBe(true);
  expect(await slipway(["check"], { cwd: project.dir })).toMatchObject({ code: 0 });
});

it.each([
  [["adopt", "account", "--rehearsal"], 2, "ADOPT_ACCOUNT"],
  [["adopt", "zone/nowhere.example", "--rehearsal"], 2, "TARGET_UNKNOWN"],
  [["adopt", "zone/opsdesk.example"], 2, "CREDENTIALS_MISSING"],
])("refuses %j", async (argv, code, says) => {
  const outcome = await slipway(argv, { cwd: project.dir });
  expect(outcome).toMatchObject({ code, stderr: expect.stringContaining(`[${says}]`) });
});
