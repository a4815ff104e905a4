import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkConfigs } from "../../config/check.ts";
import { parseConfigs } from "../../config/parse.ts";
import type { RawConfigs } from "../../config/raw.ts";
import { refreshLock } from "../../config/refresh-lock.ts";
import { resolveWorld } from "../../config/resolve.ts";
import { worldOf } from "../../config/rules/world.ts";
import { DNS_LOCK_FILE, EMPTY_LOCK } from "../../mail/dns/lock.ts";
import type { DnsServer } from "../../rehearsal/net/dns-server.ts";
import { resolveName } from "../../verify/probes/resolve.ts";
import { realConfigs } from "../config/real-configs.ts";
import type { Zone } from "../mail/spf/facts.ts";
import { CASES, type Case } from "./checkdmarc/cases.ts";
import { NOT_ABOUT_MAIL, OURS_ALONE, THEIRS } from "./checkdmarc/differences.ts";
import { serve } from "./checkdmarc/world.ts";

// The same records out of the same name server: what checkdmarc finds wrong with them, and what slipway's check does.

const PYTHON = join(__dirname, "../../.cache/real/checkdmarc/bin/python");
const PREFIX: Readonly<Record<Case["subject"], string>> = { spf: "", dmarc: "_dmarc.", tls: "_smtp._tls.", "mta-sts": "_mta-sts.", mx: "" };

interface Theirs {
  readonly error: string | null;
  readonly warnings: readonly string[];
}
interface Ours {
  readonly severity: "error" | "warning";
  readonly code: string;
}

/** Below the name of its zone, because at the zone's own the mail section writes the policies. */
const cases = CASES.map((each, index) => ({ ...each, domain: `c${index}.example`, at: `news.c${index}.example` }));

let server: DnsServer;
const theirs = new Map<string, Theirs>();
const ours = new Map<string, readonly Ours[]>();

beforeAll(async () => {
  if (!existsSync(PYTHON)) throw new Error("checkdmarc is not there: run bash .ci/real-tools.sh");
  server = await serve(new Map(cases.map((each) => [each.domain, zoneOf(each)])));
  for (const each of cases) ours.set(each.domain, await judgedByUs(each));
  for (const { name, ...verdict } of await judgedByThem()) theirs.set(name.replace("news.", ""), verdict);
});
afterAll(() => server.close());

type Placed = (typeof cases)[number];

function zoneOf({ subject, at, values }: Placed): Zone {
  return { [`${subject === "mx" ? "MX" : "TXT"} ${PREFIX[subject]}${at}`]: values, [`A ${at}`]: ["192.0.2.99"] };
}

/** Another process than this one, which answers its questions meanwhile. */
async function judgedByThem(): Promise<(Theirs & { readonly name: string })[]> {
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(PYTHON, [join(__dirname, "checkdmarc/judge.py")], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(stderr.slice(-2000))),
    );
    child.stdin?.end(JSON.stringify({ port: server.port, names: cases.map(({ at, subject }) => [at, subject]) }));
  });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** As slipway does it: a lock out of the same name server, then a check that asks nobody. */
async function judgedByUs(each: Placed): Promise<readonly Ours[]> {
  const raw = configsOf(each);
  const parsed = parseConfigs(raw);
  const lock = parsed.ok
    ? await refreshLock({
        zones: parsed.configs.zones.map(({ config }) => config),
        model: resolveWorld(worldOf(parsed.configs)).model,
        previous: EMPTY_LOCK,
        keepsOthers: false,
        lookUp: async (name, type) => {
          if (type === "PTR" || type === "CNAME") return { answer: { kind: "failed" } };
          const { kind, values } = await resolveName([server], name, type, 2000);
          return { answer: kind === "found" ? { kind, values } : { kind } };
        },
        now: new Date(),
      })
    : { lock: EMPTY_LOCK, unanswered: [] };
  expect(lock.unanswered).toEqual([]);
  const { errors, warnings } = checkConfigs({ ...raw, lock: { file: DNS_LOCK_FILE, data: lock.lock } });
  const found = [
    ...errors.map(({ parts }) => ({ severity: "error" as const, ...parts })),
    ...warnings.map(({ parts }) => ({ severity: "warning" as const, ...parts })),
  ];
  return found
    .filter(({ where, code }) => where.includes(": records.") && !NOT_ABOUT_MAIL.includes(code))
    .map(({ severity, code }) => ({ severity, code }));
}

function configsOf({ domain, subject, at, values }: Placed): RawConfigs {
  const name = `${PREFIX[subject]}${at}`;
  const written = values.map((value, index) => {
    const [, priority, host] = /^(\d+) (.+)$/.exec(value) ?? [];
    const record = subject === "mx" ? { type: "MX", name, priority: Number(priority), host } : { type: "TXT", name, text: value };
    return [`r${index}`, record] as const;
  });
  const { account, zones } = realConfigs();
  const data = {
    ...Object(zones[0]?.data),
    domain,
    dnssec: undefined,
    apiShield: undefined,
    records: { host: { type: "A", name: at, address: "192.0.2.99" }, ...Object.fromEntries(written) },
    mail: { mx: [], senders: [], spfAll: "fail", dmarc: { policy: "reject", reportTo: ["a@takes.test"] } },
  };
  return { account, zones: [{ file: `config/zones/${domain}.ts`, data }], launches: [] };
}

const shown = ({ subject, values }: Placed) => `${subject} ${JSON.stringify(values)}`;

it("agrees with what checkdmarc says, or the table says why not", () => {
  const used = new Set<unknown>();
  const unexplained = cases.flatMap((each) => {
    const { error = null, warnings = [] } = theirs.get(each.domain) ?? { error: "no verdict" };
    const found = ours.get(each.domain) ?? [];
    const said = [
      ...(error === null ? [] : [{ severity: "error", text: error }]),
      ...warnings.map((text) => ({ severity: "warning", text })),
    ];
    return said.flatMap(({ severity, text }) => {
      const row = THEIRS.find(({ subject, says }) => subject === each.subject && says.test(text));
      used.add(row);
      const agrees =
        row !== undefined &&
        ("why" in row || found.some((one) => row.ours.includes(one.code) && (severity === "warning" || one.severity === "error")));
      return agrees
        ? []
        : [
            `${shown(each)}: ${severity}: ${text.replaceAll(each.at, "NAME")} | ours: ${found.map((one) => `${one.severity} ${one.code}`).join(", ") || "nothing"}`,
          ];
    });
  });
  expect(unexplained).toEqual([]);
  expect(THEIRS.filter((row) => !used.has(row)).map(({ says }) => String(says))).toEqual([]);
});

it("is never the milder of the two, but where the table says why", () => {
  const rank = { error: 2, warning: 1 };
  const milder = cases.filter((each) => {
    const { error = null, warnings = [] } = theirs.get(each.domain) ?? {};
    const known = (text: string) => THEIRS.some((row) => "why" in row && row.subject === each.subject && row.says.test(text));
    const [most] = [
      ...(error === null || known(error) ? [] : [rank.error]),
      ...(warnings.some((text) => !known(text)) ? [rank.warning] : []),
      0,
    ];
    return Math.max(0, ...(ours.get(each.domain) ?? []).map(({ severity }) => rank[severity])) < (most ?? 0);
  });
  expect(milder.map(shown)).toEqual([]);
});

it("finds what checkdmarc does not, each kind with a reason in the table", () => {
  const alone = new Set(
    cases.flatMap((each) => {
      const { error = null, warnings = [] } = theirs.get(each.domain) ?? {};
      const said = [...(error === null ? [] : [error]), ...warnings];
      const covered = new Set(
        said.flatMap((text) =>
          THEIRS.flatMap((row) => ("ours" in row && row.subject === each.subject && row.says.test(text) ? row.ours : [])),
        ),
      );
      return (ours.get(each.domain) ?? [])
        .filter(({ code, severity }) => !covered.has(code) && (error === null || severity === "warning"))
        .map(({ code }) => `${each.subject} ${code}`);
    }),
  );
  expect([...alone].sort()).toEqual(Object.keys(OURS_ALONE).sort());
});
