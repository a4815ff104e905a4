import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfigs } from "../../config/load.ts";
import { packageRoot } from "../../config/package-root.ts";
import { type Configs, parseConfigs } from "../../config/parse.ts";
import { resolveWorld } from "../../config/resolve.ts";
import { sendersAlignable, sendersAligned } from "../../config/rules/alignment.ts";
import { keysDrain, keysDrainLong } from "../../config/rules/dkim-life.ts";
import {
  dkimKeys,
  dkimKeysLong,
  dkimKeysStrong,
  dmarcEnforced,
  mailNamesFree,
  mailNamesOnce,
  mxReachable,
} from "../../config/rules/mail.ts";
import { mailDns } from "../../config/rules/mail-dns.ts";
import { mtaStsServed, parkedClosed } from "../../config/rules/mta-sts.ts";
import { placedRecords } from "../../config/rules/placed-records.ts";
import { senderTerms, senderTermsMeant, senderTermsOnce } from "../../config/rules/spf.ts";
import { worldOf } from "../../config/rules/world.ts";
import type { ZoneConfig } from "../../config/schema/zone.ts";
import { type DnsLock, parseDnsLock } from "../../mail/dns/lock.ts";
import { type BenchCase, measure, summary, timed } from "../measure.ts";

const ZONES = 500;
const RUNS = 9;

const MAIL_RULES = [
  ...[senderTerms, senderTermsOnce, senderTermsMeant, sendersAligned, sendersAlignable, mailNamesFree, mailNamesOnce, mxReachable],
  ...[dkimKeys, dkimKeysLong, dkimKeysStrong, keysDrain, keysDrainLong, dmarcEnforced, mtaStsServed, parkedClosed],
];

/** What `check` says of one launch's mail: its zone composed, parsed, counted over the lock and judged. */
export const mailLaunchCase: BenchCase = {
  name: "static mail analysis of one launch",
  run: async () => {
    const all = await repositoryConfigs();
    const [launch] = all.launches;
    const domains = new Set(Object.values(launch?.config.environments ?? {}).map(({ zone }) => zone));
    const configs = {
      ...all,
      launches: launch === undefined ? [] : [launch],
      zones: all.zones.filter(({ config }) => domains.has(config.domain)),
    };
    const lock = repositoryLock();
    analyse(configs, lock); // once for the compiler
    const ours = await measure(RUNS, async () => analyse(configs, lock));
    return { case: mailLaunchCase.name, ours, target: "< 20 ms" };
  },
};

/** The same of many zones, each with a mailbox provider and a delivery service. */
export const mailCase: BenchCase = {
  name: `static mail analysis of ${ZONES} zones`,
  run: async () => {
    const all = await repositoryConfigs();
    const [zone] = all.zones.filter(({ config }) => config.mail.senders.length > 1);
    if (zone === undefined) throw new Error("no zone with senders");
    const lock = repositoryLock();
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const zones = Array.from({ length: ZONES }, (_, index) => ({
        file: `config/zones/zone${index}.example.ts`,
        config: zoneOf(zone.config, `zone${index}.example`),
      }));
      times.push(await timed(async () => analyse({ ...all, launches: [], zones }, lock)));
    }
    const ours = summary(times);
    return { case: mailCase.name, ours, target: "< 2 s" };
  },
};

function analyse(configs: Configs, lock: DnsLock): void {
  const world = worldOf(configs, { lock, now: new Date() });
  const errors = MAIL_RULES.flatMap((rule) => rule(world)).filter(({ parts }) => parts.code === "SENDER_NOT_ALIGNED");
  const judged = mailDns(world, placedRecords(world, resolveWorld(world).model));
  const [first] = [...errors, ...judged.errors];
  if (first !== undefined) throw first;
}

async function repositoryConfigs(): Promise<Configs> {
  const loaded = await loadConfigs(packageRoot());
  if (!loaded.ok) throw loaded.errors[0];
  const parsed = parseConfigs(loaded.raw);
  if (!parsed.ok) throw parsed.errors[0];
  return parsed.configs;
}

function repositoryLock(): DnsLock {
  const lock = parseDnsLock(JSON.parse(readFileSync(join(packageRoot(), "config/dns.lock.json"), "utf8")));
  if (!lock.ok) throw new Error(`${lock.where}: ${lock.problem}`);
  return lock.lock;
}

/** With keys of its own, because reading keys is most of the work. */
function zoneOf(zone: ZoneConfig, domain: string): ZoneConfig {
  const senders = zone.mail.senders.map((sender) =>
    sender.kind === "google" ? { ...sender, dkim: { ...sender.dkim, publicKey: anotherKey(sender.dkim.publicKey) } } : sender,
  );
  return { ...zone, domain, records: {}, mail: { ...zone.mail, senders, dmarc: { ...zone.mail.dmarc, reportTo: [`dmarc@${domain}`] } } };
}

/** As well formed, with another modulus: it lies before the exponent, which takes the last five bytes. */
function anotherKey(publicKey: string): string {
  const der = Buffer.from(publicKey, "base64");
  der.set(randomBytes(64), der.length - 5 - 64);
  return der.toString("base64");
}
