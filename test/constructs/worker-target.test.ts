import type { WorkerModel } from "../../config/workload-model.ts";
import { WorkerTarget } from "../../constructs/worker-target.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const accountId = "f".repeat(32);
const zoneId = "0".repeat(32);
const id = "dc8dcd28-271b-4367-9840-6c244f84cb40";

const target: WorkerModel = {
  kind: "worker",
  name: "shop-production",
  script: { file: "app.js", content: "export default { fetch: () => new Response(`${1}`) };" },
  compatibilityDate: "2026-11-01",
  variables: [{ variable: "GREETING", value: "hello ${name}" }],
  storeSecrets: [{ variable: "LLM_API_KEY", storeId: "0f".repeat(16), name: "llm-key" }],
  attach: "route",
  traffic: { live: "new" },
  logSampling: 0.5,
  hosts: [{ key: "app", name: "app.shop.example", certificates: [] }],
};

const build = (more: Partial<WorkerModel> = {}) =>
  resourcesOf((stack) => new WorkerTarget(stack, "target", { target: { ...target, ...more }, accountId, zoneId }));

it("deploys the script as a version, at the host alone", () => {
  expect(build()).toEqual({
    cloudflare_worker: {
      worker: {
        account_id: accountId,
        name: "shop-production",
        observability: {
          enabled: true,
          head_sampling_rate: 0.5,
          logs: { enabled: true, head_sampling_rate: 0.5, invocation_logs: true },
        },
        subdomain: { enabled: false, previews_enabled: false },
      },
    },
    cloudflare_worker_version: {
      new: {
        account_id: accountId,
        worker_id: "${cloudflare_worker.worker.id}",
        compatibility_date: "2026-11-01",
        main_module: "app.js",
        modules: [
          {
            name: "app.js",
            content_type: "application/javascript+module",
            content_base64: Buffer.from(target.script.content).toString("base64"),
          },
        ],
        bindings: [
          { name: "GREETING", type: "plain_text", text: "hello $${name}" },
          { name: "LLM_API_KEY", type: "secrets_store_secret", store_id: "0f".repeat(16), secret_name: "llm-key" },
        ],
      },
    },
    cloudflare_workers_deployment: {
      live: {
        account_id: accountId,
        script_name: "${cloudflare_worker.worker.name}",
        strategy: "percentage",
        versions: [{ version_id: "${cloudflare_worker_version.new.id}", percentage: 100 }],
      },
    },
    cloudflare_workers_route: {
      app: {
        zone_id: zoneId,
        pattern: "app.shop.example/*",
        script: "${cloudflare_worker.worker.name}",
        depends_on: ["cloudflare_workers_deployment.live"],
      },
    },
  });
});

it.each<readonly [WorkerModel["traffic"], readonly (readonly [string, number])[]]>([
  [{ live: id }, [[id, 100]]],
  [
    { live: "new", beside: { version: id, share: 0.93 } },
    [
      ["${cloudflare_worker_version.new.id}", 7],
      [id, 93],
    ],
  ],
  [
    { live: "new", beside: { version: id, share: 0.07 } },
    [
      ["${cloudflare_worker_version.new.id}", 93],
      [id, 7],
    ],
  ],
])("shares requests as the model says, in whole hundredths: %j", (traffic, versions) => {
  expect(build({ traffic })).toMatchObject({
    cloudflare_workers_deployment: {
      live: { versions: versions.map(([version_id, percentage]) => ({ version_id, percentage })) },
    },
  });
});

it("leaves record and certificate to Cloudflare when the host is the worker's own domain", () => {
  const made = build({ attach: "domain" });
  expect(made).toMatchObject({
    cloudflare_workers_custom_domain: {
      app: { account_id: accountId, zone_id: zoneId, hostname: "app.shop.example", service: "${cloudflare_worker.worker.name}" },
    },
  });
  expect(made).not.toHaveProperty("cloudflare_workers_route");
});

it("declares no bindings where there are none", () => {
  expect(build({ variables: [], storeSecrets: [] })).not.toHaveProperty("cloudflare_worker_version.new.bindings");
});
