import { readFileSync } from "node:fs";
import { join } from "node:path";
import { declaredDns } from "../../config/declared-dns.ts";
import { zoneMailDns } from "../../config/mail-dns.ts";
import { packageRoot } from "../../config/package-root.ts";
import { resolveMail } from "../../config/resolve/mail.ts";
import { zoneSchema } from "../../config/schema/zone.ts";
import { lockFacts, parseDnsLock } from "../../mail/dns/lock.ts";
import { costRemarks } from "../../mail/spf/check-cost.ts";
import { type BenchCase, measure } from "../measure.ts";

const ZONES = 500;
const RUNS = 9;

/** SPF of many zones, composed, parsed and counted over the lock; each with a mailbox provider and a delivery service. */
export const mailCase: BenchCase = {
  name: `static mail analysis of ${ZONES} zones`,
  run: async () => {
    const lock = parseDnsLock(JSON.parse(readFileSync(join(packageRoot(), "config/dns.lock.json"), "utf8")));
    if (!lock.ok) throw new Error(`${lock.where}: ${lock.problem}`);
    const known = lockFacts(lock.lock);
    const zones = Array.from({ length: ZONES }, (_, index) => zoneOf(`zone${index}.example`));
    const records = zones.map((zone) => resolveMail(zone).records);
    const ours = await measure(RUNS, async () => {
      const facts = declaredDns(records.flat(), known);
      for (const [index, zone] of zones.entries()) {
        const { spf, missing } = zoneMailDns(zone, records[index] ?? [], facts);
        if (missing.length > 0 || spf.length !== 1) throw new Error(`${zone.domain}: ${missing.length} missing, ${spf.length} counted`);
        for (const { analysis, shares } of spf) costRemarks(analysis, shares);
      }
    });
    return { case: mailCase.name, ours, target: "< 2 s; one launch, which is one zone of them, < 20 ms" };
  },
};

function zoneOf(domain: string): ReturnType<typeof zoneSchema.parse> {
  return zoneSchema.parse({
    domain,
    zoneId: "0".repeat(32),
    plan: "free",
    tls: { mode: "strict", hsts: { maxAgeSeconds: 0 } },
    mail: {
      mx: [{ host: "smtp.google.com", priority: 1 }],
      senders: [
        { kind: "google", dkim: { selector: "google", publicKey: "AAAA" } },
        { kind: "sendgrid", authenticationHost: "u4815162.wl123.sendgrid.net", returnPathLabel: "em4815" },
      ],
      dmarc: { policy: "quarantine", reportTo: [`dmarc@${domain}`] },
    },
    people: { owner: `ana@${domain}`, approvers: [{ id: `ben@${domain}`, sshPublicKey: "ssh-ed25519 AAAA" }] },
  });
}
