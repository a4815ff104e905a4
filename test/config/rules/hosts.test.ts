import { checkConfigs } from "../../../config/check.ts";
import { realConfigs } from "../real-configs.ts";
import { testRules } from "./table.ts";

const HOSTS = "environments.production.hosts";

it("finds nothing wrong with the configs of this repository", () => {
  const { errors, model } = checkConfigs(realConfigs());
  expect(errors).toEqual([]);
  expect([...(model?.environments.keys() ?? [])]).toEqual(["chatbot/production", "chatbot/staging"]);
});

testRules("errors", [
  {
    why: "a launch named like a kind of target",
    bad: { launch: { name: "zone" } },
    found: ["LAUNCH_NAME_RESERVED name"],
    good: { launch: { name: "zones" } },
  },
  {
    why: "an environment in an unknown zone",
    bad: { launch: { "environments.staging.zone": "elsewhere.example" } },
    found: [
      "HOST_OUTSIDE_ZONE environments.staging.hosts.admin.name",
      "HOST_OUTSIDE_ZONE environments.staging.hosts.api.name",
      "HOST_OUTSIDE_ZONE environments.staging.hosts.app.name",
      "ZONE_UNKNOWN environments.staging.zone",
    ],
    good: { launch: { "environments.staging.zone": "opsdesk.example" } },
  },
  {
    why: "a host outside its zone",
    bad: { launch: { [`${HOSTS}.app.name`]: "app.opsdesk.test" } },
    found: [`HOST_OUTSIDE_ZONE ${HOSTS}.app.name`],
    good: { launch: { [`${HOSTS}.app.name`]: "portal.opsdesk.example" } },
  },
  {
    why: "a host whose name only ends like its zone",
    bad: { launch: { [`${HOSTS}.app.name`]: "evil-opsdesk.example" } },
    found: [`HOST_OUTSIDE_ZONE ${HOSTS}.app.name`],
    good: { launch: { [`${HOSTS}.app.name`]: "evil.opsdesk.example" } },
  },
  {
    why: "one host name twice in an environment",
    bad: { launch: { [`${HOSTS}.www.name`]: "app.opsdesk.example" } },
    found: [`HOST_TWICE ${HOSTS}.app.name`, `HOST_TWICE ${HOSTS}.www.name`],
    good: { launch: { [`${HOSTS}.www.name`]: "www2.opsdesk.example" } },
  },
  {
    why: "one host name in two environments",
    bad: { launch: { "environments.staging.hosts.app.name": "app.opsdesk.example" } },
    found: [`HOST_TWICE ${HOSTS}.app.name`, "HOST_TWICE environments.staging.hosts.app.name"],
    good: { launch: { "environments.staging.hosts.app.name": "app2.opsdesk.example" } },
  },
  {
    why: "a host that Universal SSL does not cover",
    bad: { launch: { [`${HOSTS}.app.name`]: "app.eu.opsdesk.example" } },
    found: [`HOST_TOO_DEEP ${HOSTS}.app.name`],
    good: { launch: { [`${HOSTS}.app.name`]: "app.eu.opsdesk.example" }, zone: { addOns: ["acm"], "tls.totalTls": "google" } },
  },
  {
    why: "a host that nothing serves, because an existing origin has to be named",
    bad: { launch: { [`${HOSTS}.app.origin`]: undefined, [`${HOSTS}.api.origin`]: undefined } },
    found: [`ORIGIN_MISSING ${HOSTS}.api.origin`, `ORIGIN_MISSING ${HOSTS}.app.origin`],
    good: { launch: { [`${HOSTS}.app.origin`]: "new.opsdesk-origin.example" } },
  },
  {
    why: "an origin that is a proxied host",
    bad: { launch: { [`${HOSTS}.app.origin`]: "api.opsdesk.example" } },
    found: [`ORIGIN_LOOP ${HOSTS}.app.origin`],
    good: {
      launch: { [`${HOSTS}.app.origin`]: "origin.opsdesk.example" },
      zone: { "records.origin": { type: "A", name: "origin.opsdesk.example", address: "203.0.113.7" } },
    },
  },
  {
    why: "an origin in the zone that has no record",
    bad: { launch: { [`${HOSTS}.app.origin`]: "orign.opsdesk.example" } },
    found: [`RECORD_TARGET_MISSING ${HOSTS}.app`],
    good: {
      launch: { [`${HOSTS}.app.origin`]: "origin.opsdesk.example" },
      zone: { "records.origin": { type: "A", name: "origin.opsdesk.example", address: "203.0.113.7" } },
    },
  },
  {
    why: "an internal host for everybody",
    bad: { launch: { [`${HOSTS}.admin.allowFrom`]: ["192.0.2.0/24", "0.0.0.0/0"] } },
    found: [`INTERNAL_HOST_OPEN ${HOSTS}.admin.allowFrom.1`],
    good: { launch: { [`${HOSTS}.admin.allowFrom`]: ["192.0.2.0/24", "198.51.100.7/32"] } },
  },
  {
    why: "an internal host for everybody, in two halves and in IPv6",
    bad: { launch: { [`${HOSTS}.admin.allowFrom`]: ["0.0.0.0/1", "128.0.0.0/1", "::/0"] } },
    found: [
      `INTERNAL_HOST_OPEN ${HOSTS}.admin.allowFrom.0`,
      `INTERNAL_HOST_OPEN ${HOSTS}.admin.allowFrom.1`,
      `INTERNAL_HOST_OPEN ${HOSTS}.admin.allowFrom.2`,
    ],
    good: { launch: { [`${HOSTS}.admin.allowFrom`]: ["2001:db8::/32"] } },
  },
  {
    why: "a redirect to nowhere",
    bad: { launch: { [`${HOSTS}.www.to`]: "apexx" } },
    found: [`REDIRECT_TARGET_UNKNOWN ${HOSTS}.www.to`],
    good: { launch: { [`${HOSTS}.www.to`]: "app" } },
  },
  {
    why: "a redirect to itself",
    bad: { launch: { [`${HOSTS}.www.to`]: "www" } },
    found: [`REDIRECT_LOOP ${HOSTS}.www.to`],
    good: { launch: { [`${HOSTS}.www.to`]: "apex" } },
  },
  {
    why: "redirects in a circle, once for each host on it",
    bad: {
      launch: {
        [`${HOSTS}.www.to`]: "old",
        [`${HOSTS}.old`]: { kind: "redirect", name: "old.opsdesk.example", to: "www" },
        [`${HOSTS}.older`]: { kind: "redirect", name: "older.opsdesk.example", to: "old" },
      },
    },
    found: [`REDIRECT_LOOP ${HOSTS}.old.to`, `REDIRECT_LOOP ${HOSTS}.www.to`],
    good: { launch: { [`${HOSTS}.old`]: { kind: "redirect", name: "old.opsdesk.example", to: "apex" } } },
  },
  {
    why: "three hops",
    bad: { launch: { [`${HOSTS}.old`]: { kind: "redirect", name: "old.opsdesk.example", to: "www" } } },
    found: [`REDIRECT_CHAIN ${HOSTS}.old.to`],
    good: { launch: { [`${HOSTS}.old`]: { kind: "redirect", name: "old.opsdesk.example", to: "apex", permanent: false } } },
  },
  {
    why: "a header that the zone sets",
    bad: { launch: { [`${HOSTS}.app.headers.strict-transport-security`]: "max-age=1" } },
    found: [`HEADER_SET_TWICE ${HOSTS}.app.headers.strict-transport-security`],
    good: { launch: { [`${HOSTS}.app.headers.x-robots-tag`]: "noindex" } },
  },
  ...[
    "bucket.s3-website-eu-west-1.amazonaws.com",
    "bucket.s3.eu-west-1.amazonaws.com",
    "abc123.execute-api.eu-west-1.amazonaws.com",
    "abc123.lambda-url.eu-west-1.on.aws",
  ].map((origin) => ({
    why: `an origin without a certificate for the host: ${origin}`,
    bad: { launch: { [`${HOSTS}.app.origin`]: origin } },
    found: [`ORIGIN_CERTIFICATE_OTHER ${HOSTS}.app.origin`],
    good: { launch: { [`${HOSTS}.app.origin`]: "web-1234.eu-west-1.elb.amazonaws.com" } },
  })),
  {
    why: "headers that no rule may set",
    bad: {
      launch: {
        [`${HOSTS}.app.headers`]: { "set-cookie": "a=b", "transfer-encoding": "chunked", "content-type": "text/html", "cf-ray": "1" },
      },
    },
    found: ["cf-ray", "content-type", "set-cookie", "transfer-encoding"].map((name) => `HEADER_NOT_SETTABLE ${HOSTS}.app.headers.${name}`),
    good: { launch: { [`${HOSTS}.app.headers`]: { "referrer-policy": "no-referrer" } } },
  },
  {
    why: "a directive twice in the content security policy",
    bad: { launch: { [`${HOSTS}.app.headers.content-security-policy`]: "default-src 'self'; script-src 'self'; Default-Src 'none'" } },
    found: [`CSP_DIRECTIVE_TWICE ${HOSTS}.app.headers.content-security-policy`],
    good: { launch: { [`${HOSTS}.app.headers.content-security-policy`]: "default-src 'self'; script-src 'self';" } },
  },
  {
    why: "an allowed origin that is none",
    bad: {
      launch: { [`${HOSTS}.api.cors`]: undefined, [`${HOSTS}.api.headers.access-control-allow-origin`]: "https://app.opsdesk.example/" },
    },
    found: [`CORS_ORIGIN_WRONG ${HOSTS}.api.headers.access-control-allow-origin`],
    good: {
      launch: { [`${HOSTS}.api.cors`]: undefined, [`${HOSTS}.api.headers.access-control-allow-origin`]: "https://app.opsdesk.example" },
    },
  },
  {
    why: "every origin on a host with sessions",
    bad: { launch: { [`${HOSTS}.api.cors`]: undefined, [`${HOSTS}.api.headers.access-control-allow-origin`]: "*" } },
    found: [`CORS_OPEN ${HOSTS}.api.headers.access-control-allow-origin`],
    good: { launch: { [`${HOSTS}.apex.headers.access-control-allow-origin`]: "*" } },
  },
]);

describe("warnings", () => {
  testRules("warnings", [
    {
      why: "a private network in an allow list",
      bad: { launch: { [`${HOSTS}.admin.allowFrom`]: ["10.1.0.0/16", "203.0.113.0/24"] } },
      found: [`ALLOW_FROM_PRIVATE ${HOSTS}.admin.allowFrom.0`],
      good: { launch: { [`${HOSTS}.admin.allowFrom`]: ["203.0.113.0/24"] } },
    },
    {
      why: "a host that one environment lacks",
      bad: { launch: { "environments.staging.hosts.admin": undefined } },
      found: ["ROUTE_HOST_MISSING_HERE environments.staging.hosts"],
      good: { launch: { [`${HOSTS}.www`]: undefined } },
    },
    {
      why: "a redirect that outlives its trial",
      bad: { launch: { "environments.staging.hosts.old": { kind: "redirect", name: "old-staging.opsdesk.example", to: "app" } } },
      found: ["REDIRECT_REMEMBERED environments.staging.hosts.old.permanent"],
      good: {
        launch: {
          "environments.staging.hosts.old": { kind: "redirect", name: "old-staging.opsdesk.example", to: "app", permanent: false },
        },
      },
    },
  ]);
});

describe("across files", () => {
  const twoLaunches = (name: string, environments: object = {}) => {
    const raw = realConfigs();
    const [first] = raw.launches;
    return {
      ...raw,
      launches: [...raw.launches, { file: "config/launches/other.ts", data: { ...Object(first?.data), name, environments } }],
    };
  };
  const codes = (raw: ReturnType<typeof realConfigs>) => checkConfigs(raw).errors.map(({ parts }) => `${parts.code} ${parts.where}`);

  it("finds two launches of one name", () => {
    expect(codes(twoLaunches("chatbot"))).toContain("LAUNCH_NAME_TWICE config/launches/other.ts: name");
    expect(codes(twoLaunches("portal"))).not.toContain("LAUNCH_NAME_TWICE config/launches/other.ts: name");
  });

  it("finds two zone configs for one domain or id", () => {
    const raw = realConfigs();
    const [zone] = raw.zones;
    const again = { file: "config/zones/again.ts", data: zone?.data };
    const sameId = { file: "config/zones/again.ts", data: { ...Object(zone?.data), domain: "other.example" } };
    const other = { file: "config/zones/again.ts", data: { ...sameId.data, zoneId: "0".repeat(32) } };
    const zoneTwice = (second: typeof again) =>
      codes({ ...raw, zones: [...raw.zones, second] }).filter((each) => each.startsWith("ZONE_TWICE"));
    expect(zoneTwice(again)).toEqual(["ZONE_TWICE config/zones/again.ts: domain", "ZONE_TWICE config/zones/again.ts: zoneId"]);
    expect(zoneTwice(sameId)).toEqual(["ZONE_TWICE config/zones/again.ts: zoneId"]);
    expect(zoneTwice(other)).toEqual([]);
  });

  it("finds two targets whose stacks get one name", () => {
    const environment = Object(realConfigs().launches[0]?.data).environments.staging;
    const clash = "STACK_NAME_CLASH config/launches/other.ts: environments.b-c";
    const raw = twoLaunches("chatbot-x", { "b-c": environment });
    const [first] = raw.launches;
    const renamed = {
      ...raw,
      launches: [
        { file: "config/launches/chatbot.ts", data: { ...Object(first?.data), environments: { "x-b-c": environment } } },
        ...raw.launches.slice(1),
      ],
    };
    expect(codes(renamed)).toContain(clash);
    expect(codes(raw)).not.toContain(clash);
  });

  it("finds a host that belongs to a child zone", () => {
    const raw = realConfigs();
    const [zone] = raw.zones;
    const child = { file: "config/zones/app.ts", data: { ...Object(zone?.data), domain: "app.opsdesk.example", zoneId: "0".repeat(32) } };
    expect(codes({ ...raw, zones: [...raw.zones, child] })).toContain(
      "HOST_OUTSIDE_ZONE config/launches/chatbot.ts: environments.production.hosts.app.name",
    );
  });
});
