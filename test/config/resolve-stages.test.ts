import { checkConfigs } from "../../config/check.ts";
import type { EnvironmentModel } from "../../config/model.ts";
import { parseConfigs } from "../../config/parse.ts";
import { resolve } from "../../config/resolve.ts";
import type { Stage } from "../../config/stage.ts";
import { type Change, changed } from "./change.ts";

const TARGET = "chatbot/production";

function at(stage: Stage | undefined, change: Change = {}): EnvironmentModel {
  const parsed = parseConfigs(changed(change));
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("\n"));
  const found = resolve(parsed.configs, stage === undefined ? {} : { stages: new Map([[TARGET, stage]]) }).environments.get(TARGET);
  if (found === undefined) throw new Error("no environment");
  return found;
}

const namesIn = (model: EnvironmentModel): string[] => model.records.map(({ name }) => name).sort();
const REAL = ["admin", "api", "app", "www"].map((label) => `${label}.opsdesk.example`);
const PREVIEWS = ["preview", "preview-admin", "preview-api", "preview-app", "preview-www"].map((label) => `${label}.opsdesk.example`);

describe("without a stage", () => {
  it("is live", () => {
    expect(at(undefined)).toEqual(at("live"));
    expect(at("live").stage).toBe("live");
  });
});

describe("slots", () => {
  it("has the slots and nothing that anybody could ask", () => {
    const { secretSlots, ...rest } = at("slots");
    expect(secretSlots).toEqual(at("live").secretSlots);
    expect(secretSlots.length).toBeGreaterThan(0);
    expect(rest).toMatchObject({
      stage: "slots",
      hosts: [],
      redirects: [],
      routes: [],
      records: [],
      environmentValues: [],
      rateLimits: [],
    });
    expect(rest.contribution).toEqual({ owner: "chatbot--production", domain: "opsdesk.example", stage: "slots", rules: [] });
    expect(rest.monitors).toEqual([]);
  });
});

describe("prepare", () => {
  it("has every host under its preview name, under keys of its own", () => {
    const model = at("prepare");
    expect(namesIn(model)).toEqual([...PREVIEWS].sort());
    expect(model.records.map(({ key }) => key).sort()).toEqual(["admin", "apex", "api", "app", "www"].map((key) => `host-preview-${key}`));
    expect(model.monitors.map(({ host }) => host)).toEqual(["preview-api.opsdesk.example"]);
  });

  it("speaks of no name that the public uses, but to the application", () => {
    const { environmentValues, hosts, ...edge } = at("prepare");
    const texts = JSON.stringify({ ...edge, hosts: hosts.map(({ certifiedNames: _certified, ...host }) => host) });
    expect(REAL.filter((name) => new RegExp(`(?<![\\w-])${name}`).test(texts))).toEqual([]);
    expect(environmentValues).toEqual(at("live").environmentValues);
  });

  it("lets its own pages call it", () => {
    const api = at("prepare").hosts.find(({ key }) => key === "api");
    expect(api?.cors?.origins).toEqual(["https://preview-app.opsdesk.example"]);
    expect(at("prepare").hosts.find(({ key }) => key === "app")?.headers["content-security-policy"]).toContain(
      "connect-src 'self' https://preview-api.opsdesk.example;",
    );
  });

  it("renames whole names only", () => {
    const when =
      'http.referer contains "https://app.opsdesk.example/x" or http.referer contains "my-app.opsdesk.example" or http.referer contains "*.opsdesk.example" or http.referer contains "app.opsdesk.example.net"';
    const model = at("prepare", {
      launch: { "environments.production.waf": { rules: { own: { when, action: "log", reason: "a look at referers" } } } },
    });
    const own = model.contribution.rules.find(({ ref }) => ref.endsWith("--waf-own"));
    expect(own).toMatchObject({
      expression: expect.stringContaining(
        '(http.referer contains "https://preview-app.opsdesk.example/x" or http.referer contains "my-app.opsdesk.example" or http.referer contains "*.opsdesk.example" or http.referer contains "app.opsdesk.example.net")',
      ),
    });
  });

  it("has the rules that it has when it is live", () => {
    expect(at("prepare").contribution.rules.map(({ ref, phase }) => `${phase} ${ref}`)).toEqual(
      at("live").contribution.rules.map(({ ref, phase }) => `${phase} ${ref}`),
    );
  });

  it("takes the names that the config gives", () => {
    const model = at("prepare", { launch: { "environments.production.stages.previews": { api: "try.opsdesk.example" } } });
    expect(model.hosts.find(({ key }) => key === "api")?.name).toBe("try.opsdesk.example");
    expect(model.hosts.find(({ key }) => key === "app")?.name).toBe("preview-app.opsdesk.example");
  });

  it("leaves records below hosts to the names that the public uses", () => {
    const change = {
      launch: { "environments.production.records": { proof: { type: "TXT", name: "_proof.app.opsdesk.example", text: "x" } } },
    };
    expect(namesIn(at("live", change))).toContain("_proof.app.opsdesk.example");
    expect(namesIn(at("prepare", change))).toEqual([...PREVIEWS].sort());
  });
});

describe("live", () => {
  it("closes the previews", () => {
    const model = at("live");
    expect(model.closedPreviews).toEqual([...PREVIEWS].sort());
    const hygiene = model.contribution.rules.find(({ ref }) => ref === "chatbot--production--hygiene");
    expect(hygiene).toMatchObject({
      action: "block",
      expression: expect.stringContaining(
        `or http.host in {${PREVIEWS.map((name) => JSON.stringify(name))
          .sort()
          .join(" ")}})`,
      ),
    });
    expect(at("prepare").closedPreviews).toBeUndefined();
  });

  it("has no previews where it goes live directly", () => {
    const model = at("live", { launch: { "environments.production.stages": { direct: "nobody depends on it yet" } } });
    expect(model).toMatchObject({ direct: "nobody depends on it yet" });
    expect(model.closedPreviews).toBeUndefined();
    expect(JSON.stringify(model)).not.toContain("preview-");
  });
});

it("has certificates cover the same names in every stage", () => {
  const names = (stage: Stage) => at(stage).hosts.map(({ certifiedNames }) => certifiedNames);
  expect(names("prepare")).toEqual(names("live"));
  expect(names("live")).toContainEqual(["api.opsdesk.example", "preview-api.opsdesk.example"]);
});

describe("what was there before", () => {
  const resources = [
    "aws_secretsmanager_secret.llm-key",
    "aws_route53_health_check.health",
    "cloudflare_dns_record.host-app",
    "cloudflare_zero_trust_access_application.admin",
  ].map((address) => ({ address, importId: "id", attributes: {} }));
  const adopted = [
    {
      file: "config/adopted/chatbot-production.json",
      data: { version: 1, target: TARGET, stack: "chatbot-production", takenAt: "2026-11-26T00:00:00Z", resources },
    },
  ];
  const imported = (stage: Stage) => {
    const checked = checkConfigs({ ...changed({}), adopted });
    expect(checked.errors).toEqual([]);
    return checked
      .modelAt?.(new Map([[TARGET, stage]]))
      .environments.get(TARGET)
      ?.imports?.map(({ address }) => address);
  };

  it("is taken over by the stage that declares it, and what the public uses last", () => {
    const [secret, check, ...hosts] = resources.map(({ address }) => address);
    expect(imported("slots")).toEqual([secret]);
    expect(imported("prepare")).toEqual([secret, check]);
    expect(imported("live")).toEqual([secret, check, ...hosts]);
  });
});
