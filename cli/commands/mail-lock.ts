import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readDnsLock } from "../../config/dns-lock.ts";
import { loadConfigs } from "../../config/load.ts";
import { zoneTarget } from "../../config/names.ts";
import { parseConfigs } from "../../config/parse.ts";
import { mailDnsOf, refreshLock } from "../../config/refresh-lock.ts";
import { resolveWorld } from "../../config/resolve.ts";
import { worldOf } from "../../config/rules/world.ts";
import type { ZoneConfig } from "../../config/schema/zone.ts";
import { closestName } from "../../errors/closest-name.ts";
import { SlipwayError, SlipwayErrors } from "../../errors/slipway-error.ts";
import type { Question } from "../../mail/dns/answer.ts";
import { DNS_LOCK_FILE, type DnsLock, renderDnsLock } from "../../mail/dns/lock.ts";
import { lockDifference } from "../../mail/dns/lock-difference.ts";
import { costLine } from "../../mail/spf/check-cost.ts";
import { type Command, flagOption } from "../command.ts";
import { openMailResolver } from "../mail-resolver.ts";
import { projectDir } from "../project-dir.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** `slipway mail lock`: writes down what DNS says about every name that mail rests on, so that `check` needs no network. */
export const mailLock: Command = {
  name: "mail lock",
  argument: "[target]",
  argumentDescription: "zone/<domain>; every zone without one",
  summary: "Resolve every name that mail records lead to, into the DNS lock to be committed",
  options: [REHEARSAL_OPTION],
  example: "slipway mail lock zone/opsdesk.example",
  run: async (input) => {
    const { argument, options, global, shell } = input;
    const dir = projectDir(input);
    const loaded = await loadConfigs(dir);
    if (!loaded.ok) throw new SlipwayErrors(loaded.errors);
    const parsed = parseConfigs(loaded.raw);
    if (!parsed.ok) throw new SlipwayErrors(parsed.errors);
    const previous = readDnsLock(loaded.raw.lock);
    if (previous instanceof SlipwayError) throw previous;
    const zones = zonesOf(
      parsed.configs.zones.map(({ config }) => config),
      argument,
    );
    const { model } = resolveWorld(worldOf(parsed.configs));
    const rehearsal = flagOption(options, "rehearsal");
    // what a rehearsal's name server says is no news about the world, and must not make the committed lock look fresh
    const file = rehearsal ? join(".slipway", "rehearsal", "dns.lock.json") : DNS_LOCK_FILE;
    const resolver = await openMailResolver(previous, rehearsal);
    try {
      const { lookUp } = resolver;
      const { lock, unanswered } = await refreshLock({
        zones,
        model,
        previous,
        keepsOthers: argument !== undefined,
        lookUp,
        now: shell.now(),
      });
      if (unanswered.length > 0) throw notAnswered(unanswered);
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      writeFileSync(join(dir, file), renderDnsLock(lock));
      const changes = lockDifference(previous, lock);
      const costs = zones.flatMap((zone) => costsOf(zone, previous, lock));
      if (global.json) shell.out(JSON.stringify({ file, changes, costs }));
      else {
        for (const line of changes.length === 0 ? ["nothing has changed"] : changes) shell.out(line);
        for (const { name, before, after, detail } of costs) shell.out(`${name} SPF: ${lookupsLine(before, after)} (${detail})`);
        shell.err(rehearsal ? `written to ${file}; the committed lock is as it was` : `next: commit ${file}`);
      }
      return 0;
    } finally {
      await resolver.close();
    }

    function costsOf(zone: ZoneConfig, before: DnsLock, after: DnsLock): SpfCosts[] {
      const [was, is] = [before, after].map((lock) => mailDnsOf(zone, model, lock).spf);
      return (is ?? []).map(({ record, analysis, shares }, index) => ({
        name: record.name,
        before: was?.[index]?.analysis.lookups ?? 0,
        after: analysis.lookups,
        detail: costLine(analysis, shares),
      }));
    }
  },
};

interface SpfCosts {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly detail: string;
}

function lookupsLine(before: number, after: number): string {
  return before === after ? `${after} lookups` : `lookups ${before} -> ${after}`;
}

function zonesOf(zones: readonly ZoneConfig[], target: string | undefined): readonly ZoneConfig[] {
  const wanted = target === undefined ? zones : zones.filter(({ domain }) => zoneTarget(domain) === target);
  if (target === undefined || wanted.length > 0) return wanted;
  const known = zones.map(({ domain }) => zoneTarget(domain));
  const near = closestName(target, known);
  throw new SlipwayError({
    kind: "config",
    code: "TARGET_UNKNOWN",
    where: "target",
    expected: `one of ${known.join(", ")}`,
    got: JSON.stringify(target),
    fix: near === undefined ? "name a zone that the configs declare" : `did you mean ${near}?`,
  });
}

function notAnswered(questions: readonly Question[]): SlipwayError {
  const [first, second, ...others] = questions.map(({ name, type }) => `${name} ${type}`);
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return new SlipwayError({
    kind: "undecided",
    code: "DNS_LOCK_UNANSWERED",
    where: DNS_LOCK_FILE,
    expected: "an answer from a resolver to every question",
    got: `none to ${second === undefined ? first : `${first}, ${second}`}${more}`,
    fix: "restore the way to the resolvers and run slipway mail lock again; the file is as it was",
  });
}
