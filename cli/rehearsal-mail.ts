import { createTransport } from "nodemailer";
import { readDnsLock } from "../config/dns-lock.ts";
import type { ZoneModel } from "../config/model.ts";
import type { RawConfigs } from "../config/raw.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { makeDkimKey } from "../mail/dkim/make-key.ts";
import { dkimName, renderDkim } from "../mail/dkim/record.ts";
import type { Resolve } from "../mail/dns/answer.ts";
import { EMPTY_LOCK } from "../mail/dns/lock.ts";
import { hostOf, type SendingService } from "../mail/senders/records.ts";
import { allowedAddress } from "../mail/spf/allowed-address.ts";
import { isSpf } from "../mail/spf/record.ts";
import { renderTxt } from "../mail/txt.ts";
import { startMailReceiver } from "../rehearsal/net/mail-receiver.ts";
import { type MessageRow, messageRows, type PromisedWays } from "../verify/checks/message.ts";
import { judgeMessage } from "../verify/probes/message.ts";
import { alignmentMatrix } from "./commands/mail-senders.ts";
import { foreignRecords, worldResolver } from "./mail-resolver.ts";
import type { RehearsalSite } from "./rehearsal-site.ts";
import { broken } from "./rehearsal-steps.ts";

/** A service whose key lies with itself, so that a rehearsal can play it: our name is an alias of one of its own. */
interface Played {
  readonly sender: SendingService;
  readonly from: string;
  readonly ways: PromisedWays;
  readonly bounceDomain: string;
  readonly signingDomain: string;
  readonly selector: string;
  readonly privateKey: string;
  /** That SPF lets send. */
  readonly address?: string;
  /** Name and text of the key at the service. */
  readonly key: { readonly name: string; readonly text: string };
}

/** What a message claims; each fault of the story changes one thing. */
interface Letter {
  readonly selector?: string;
  readonly bounceDomain?: string;
  readonly signingDomain?: string;
}

const ELSEWHERE = "elsewhere.example";

/**
 * One delivery over SMTP for each sender that can be played, judged by the receiver over the world's DNS; then three faults, each of which has
 * to fail in its own row.
 * @returns what was shown, in one line
 */
export async function deliverMail(
  site: Pick<RehearsalSite, "dns" | "setForeign">,
  zone: ZoneModel,
  raw: RawConfigs,
  say: (line: string) => void,
): Promise<string> {
  const lock = readDnsLock(raw.lock);
  const senders = playable(zone);
  for (const { name } of zone.senders ?? []) {
    if (!senders.some(({ sender }) => sender.name === name))
      say(`${name}: only itself can sign; slipway mail proof judges a real message of it`);
  }
  if (senders.length === 0) return "no sender whose key a rehearsal could hold";
  const keys = senders.map(({ key: { name, text } }) => ({ name, type: "TXT", content: renderTxt(text), ttl: 300, proxied: false }));
  const known = foreignRecords(lock instanceof SlipwayError ? EMPTY_LOCK : lock);
  site.setForeign([...known.filter(({ name }) => !keys.some((key) => key.name === name)), ...keys]);
  const world = worldResolver(site.dns);
  try {
    const seen = await Promise.all(senders.map((played) => withAddress(played, world)));
    const [first] = seen;
    if (first === undefined) throw new Error("no sender"); // there was one above
    for (const played of seen) {
      const failing = await deliver(played, world);
      if (failing.length > 0) throw broken(`mail of ${played.sender.name} that passes`, told(failing));
      say(`${played.sender.name}: a message from ${played.from} passes ${played.ways.spf ? "SPF, " : ""}DKIM and DMARC`);
    }
    const faults = [
      ["a selector that is not published", ["mail.message-dkim"], await deliver(first, world, { selector: "unknown" })],
      ["a second SPF record", ["mail.message-spf"], await deliver(first, withSecondSpf(world, first.bounceDomain))],
      [
        "an envelope and a signature of somebody else",
        ["mail.message-spf", "mail.message-dkim", "mail.message-dmarc"],
        await deliver(first, world, { bounceDomain: ELSEWHERE, signingDomain: ELSEWHERE }),
      ],
    ] as const;
    for (const [what, expected, failing] of faults) {
      const wanted = expected.filter((id) => isPromised(id, first.ways));
      if (failing.map(({ id }) => id).join() !== wanted.join()) throw broken(`${what} to fail in ${wanted.join(", ")}`, told(failing));
      say(`${what}: fails in ${wanted.join(", ")}`);
    }
    return `${senders.map(({ sender }) => sender.name).join(", ")} delivered, judged and aligned; ${faults.length} faults told apart`;
  } finally {
    site.setForeign([]);
  }
}

function isPromised(id: MessageRow["id"], ways: PromisedWays): boolean {
  return id === "mail.message-spf" ? ways.spf : id === "mail.message-dkim" ? ways.dkim : true;
}

function told(failing: readonly MessageRow[]): string {
  return failing.map(({ id, got }) => `${id}: ${got}`).join("; ") || "no row that fails";
}

function playable(zone: ZoneModel): Played[] {
  const { domain } = zone.mail;
  return (zone.senders ?? []).flatMap((sender) => {
    const alias = sender.dkim.find(({ type, value }) => type === "CNAME" && !value.endsWith(`.${domain}`));
    const row = alignmentMatrix({ ...zone, senders: [sender] }).find(({ dkim }) => dkim);
    if (alias === undefined || row?.signingDomain === undefined) return [];
    const { publicKey, privateKey } = makeDkimKey("rsa");
    return [
      {
        sender,
        from: row.from,
        ways: { spf: row.spf, dkim: row.dkim },
        bounceDomain: row.bounceDomain ?? `bounce.${ELSEWHERE}`,
        signingDomain: hostOf(alias.label, domain),
        selector: alias.selector,
        privateKey,
        key: { name: alias.value, text: renderDkim(publicKey) },
      },
    ];
  });
}

/** A record that spells no address out, for example by macros, is left alone; one that is not there fails as it would for everybody. */
async function withAddress(played: Played, resolve: Resolve): Promise<Played> {
  if (!played.ways.spf) return played;
  const address = await allowedAddress(played.bounceDomain, resolve);
  if (address !== undefined) return { ...played, address };
  const answer = await resolve(played.bounceDomain, "TXT");
  const isThere = answer.kind === "found" && answer.values.some(isSpf);
  return { ...played, ways: { ...played.ways, spf: !isThere } };
}

/** Rows that fail. */
async function deliver(played: Played, resolve: Resolve, letter: Letter = {}): Promise<readonly MessageRow[]> {
  const { from, privateKey, ways } = played;
  const { selector = played.selector, bounceDomain = played.bounceDomain, signingDomain = played.signingDomain } = letter;
  const { address = "192.0.2.1" } = played;
  const receiver = await startMailReceiver({
    judge: (message) => judgeMessage(message, resolve),
    refuses: ({ dmarc }) => dmarc.result === "fail" && dmarc.policy === "reject",
    addressOf: () => address,
  });
  try {
    const transport = createTransport({
      host: "127.0.0.1",
      port: receiver.port,
      name: `mail.${ELSEWHERE}`,
      ignoreTLS: true,
      dkim: { domainName: signingDomain, keySelector: selector, privateKey },
    });
    const to = "you@receiver.invalid";
    // an answer that refuses it is an answer
    await transport
      .sendMail({ envelope: { from: `bounce@${bounceDomain}`, to }, from: `hello@${from}`, to, subject: "Rehearsal", text: "Welcome.\n" })
      .catch(() => undefined);
    transport.close();
    const [taken] = receiver.received;
    if (taken === undefined) throw broken("a message that is judged", `none at ${dkimName(selector, signingDomain)}`);
    return messageRows(taken.verdict, ways).filter(({ passes }) => !passes);
  } finally {
    await receiver.close();
  }
}

/** As if somebody had published another record beside the first. */
function withSecondSpf(resolve: Resolve, domain: string): Resolve {
  return async (name, type) => {
    const answer = await resolve(name, type);
    if (name !== domain || type !== "TXT" || answer.kind !== "found") return answer;
    return { kind: "found", values: [...answer.values, "v=spf1 -all"] };
  };
}
