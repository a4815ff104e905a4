import type { Change } from "../config/change.ts";
import { type LaunchGround, launchGround } from "./launch-ground.ts";

const P = "environments.staging";
const HOST = "app-staging.opsdesk.example";
const SCRIPT = "export default { fetch: () => new Response('one') };";

let ground: LaunchGround;
beforeAll(async () => {
  ground = await launchGround("chatbot/staging");
});
afterAll(() => ground.close());

function served(target: object, script = SCRIPT): Change {
  return { workers: { "app.js": script }, launch: { [`${P}.hosts.app.origin`]: undefined, [`${P}.target`]: target } };
}
const worker = (more: object = {}) => ({ kind: "worker", script: "app.js", compatibilityDate: "2026-11-01", ...more });
const versions = () => ground.rehearsal.world.objects("cloudflare_worker_version").map(({ attributes }) => String(attributes.id));
const deployed = () => ground.rehearsal.world.objects("cloudflare_workers_deployment").at(-1)?.attributes.versions;

// each test goes on from the one before
describe("a host served by a worker", () => {
  it("answers through the edge once it is applied, and has nothing left to do", async () => {
    expect(await ground.ask(HOST)).toBe(409);
    expect(await ground.apply(served(worker()))).toMatchObject({ errors: [] });
    expect(await ground.plan()).toEqual({});
    expect(await ground.ask(HOST)).toBe(200);
  });

  it("deploys another script as another version, and keeps the one before", async () => {
    const { changes, errors } = await ground.apply(served(worker(), SCRIPT.replace("one", "two")));
    expect({ changes, errors }).toEqual({
      errors: [],
      changes: { "cloudflare_worker_version.new": "replace", "cloudflare_workers_deployment.live": "replace" },
    });
    expect(versions()).toHaveLength(2);
    expect(deployed()).toMatchObject([{ version_id: versions()[1], percentage: 100 }]);
    expect(await ground.plan()).toEqual({});
  });

  it("sends a part of the requests to the version before", async () => {
    const [first = ""] = versions();
    const traffic = { [first]: 0.9, new: 0.1 };
    expect(await ground.apply(served(worker({ traffic }), SCRIPT.replace("one", "two")))).toEqual({
      errors: [],
      changes: { "cloudflare_workers_deployment.live": "replace" },
    });
    expect(deployed()).toMatchObject([
      { version_id: versions()[1], percentage: 10 },
      { version_id: first, percentage: 90 },
    ]);
    expect(await ground.plan()).toEqual({});
  });

  it("goes back by naming the earlier version", async () => {
    const [first = ""] = versions();
    await ground.apply(served(worker({ traffic: { [first]: 1 } }), SCRIPT.replace("one", "two")));
    expect(deployed()).toMatchObject([{ version_id: first, percentage: 100 }]);
    expect(versions()).toHaveLength(2);
    expect(await ground.ask(HOST)).toBe(200);
  });

  it("is refused a version that was never deployed", async () => {
    const traffic = { "dc8dcd28-271b-4367-9840-6c244f84cb40": 1 };
    const { errors } = await ground.apply(served(worker({ traffic }), SCRIPT.replace("one", "two")));
    expect(errors.join("\n")).toMatch(/version dc8dcd28-271b-4367-9840-6c244f84cb40 of chatbot-staging not found/);
    await ground.apply(served(worker(), SCRIPT.replace("one", "two")));
  });

  it("may have a domain of its own, of which Cloudflare keeps the record", async () => {
    expect(await ground.destroy()).toMatchObject({ errors: [] });
    expect(await ground.ask(HOST)).toBe(409);
    expect(await ground.apply(served(worker({ attach: "domain" })))).toMatchObject({ errors: [] });
    expect(await ground.plan()).toEqual({});
    expect(await ground.ask(HOST)).toBe(200);
  });
});

describe("a host served by Pages", () => {
  it("answers through the edge, and stops when it is destroyed", async () => {
    expect(await ground.destroy()).toMatchObject({ errors: [] });
    expect(await ground.apply(served({ kind: "static", host: { kind: "pages" } }))).toMatchObject({ errors: [] });
    expect(await ground.plan()).toEqual({});
    expect(await ground.ask(HOST)).toBe(200);
    expect(await ground.apply(served({ kind: "static", host: { kind: "pages", productionBranch: "release" } }))).toEqual({
      errors: [],
      changes: { "cloudflare_pages_project.site": "update" },
    });
    expect(await ground.destroy()).toMatchObject({ errors: [] });
    expect(ground.rehearsal.world.objects("cloudflare_pages_project")).toEqual([]);
    expect(await ground.ask(HOST)).toBe(409);
  });
});
