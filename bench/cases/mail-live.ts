import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ZoneModel } from "../../config/model.ts";
import { packageRoot } from "../../config/package-root.ts";
import type { DnsLock } from "../../mail/dns/lock.ts";
import { renderTxt } from "../../mail/txt.ts";
import { type DnsServer, startDnsServer } from "../../rehearsal/net/dns-server.ts";
import { recordsOf } from "../../rehearsal/net/edge-state.ts";
import { runChecks } from "../../verify/check.ts";
import { MAIL_CHECKS } from "../../verify/checks/mail.ts";
import { MAIL_TRANSPORT_CHECKS } from "../../verify/checks/mail-transport.ts";
import { createNet } from "../../verify/net.ts";
import { type BenchCase, type Measured, measure, ratioOf, summary } from "../measure.ts";
import { repositoryProject } from "../projects.ts";

const RUNS = 15;
const CHECKDMARC = join(packageRoot(), ".cache/real/checkdmarc/bin/python");

/** The mail part of `slipway verify` of one zone; the peer checks the same zone out of the same name server, in its own process without its start. */
export const mailLiveCase: BenchCase = {
  name: "live mail verification of a zone",
  run: async () => {
    const { zone, lock } = await repositoryProject("zone/opsdesk.example");
    const server = await serve(zone, lock);
    try {
      const { domain } = zone.mail;
      const world = { dns: server, connect: () => undefined, timeoutMs: 5_000, allowBursts: false };
      const verify = async (): Promise<void> => {
        const findings = await runChecks([...MAIL_CHECKS, ...MAIL_TRANSPORT_CHECKS], { zone }, createNet(world, domain));
        const bad = findings.find(({ outcome }) => outcome !== "pass");
        if (bad !== undefined) throw new Error(`${bad.id} ${bad.subject}: ${bad.got}`);
      };
      await verify();
      const ours = await measure(RUNS, verify);
      const line = { case: mailLiveCase.name, ours, target: "at least 5 times faster than checkdmarc (ratio <= 0.2)" };
      if (!existsSync(CHECKDMARC)) return { ...line, note: "checkdmarc is not installed: run bash .ci/real-tools.sh" };
      const peer = await checkdmarc(server, domain);
      return { ...line, peer: { name: "checkdmarc 6.0.4, its cache empty", ...peer }, ratio: ratioOf(ours, peer) };
    } finally {
      await server.close();
    }
  },
};

async function checkdmarc({ port }: DnsServer, domain: string): Promise<Measured> {
  const script = join(packageRoot(), "bench/time-checkdmarc.py");
  const { stdout } = await promisify(execFile)(CHECKDMARC, [script, String(port), domain, String(RUNS)]);
  return summary(JSON.parse(stdout));
}

/** The zone as it is meant, and of everybody else what the lock knows; a key at a service is a key. */
async function serve({ base, mail }: ZoneModel, lock: DnsLock): Promise<DnsServer> {
  const own = recordsOf(base.records.map(({ ttlSeconds, ...record }) => ({ ...record, ttl: ttlSeconds })));
  const others = recordsOf(
    lock.records.flatMap(({ name, type, values = [] }) =>
      values.map((value) => ({ name, type, content: type === "TXT" ? renderTxt(value) : value })),
    ),
  );
  const tops = [...new Set([...others.map(({ name }) => name.split(".").at(-1) ?? ""), "arpa", "example"])];
  return startDnsServer(() => ({
    zones: [mail.domain, ...tops].map((domain) => ({ domain, zoneId: domain })),
    recordsOf: ({ domain }) => (domain === mail.domain ? own : others),
    foreign: [],
    edgeAddress: "127.0.0.1",
    originAddress: () => undefined,
  }));
}
