import { createTransport } from "nodemailer";
import { checkConfigs } from "../../config/check.ts";
import { makeDkimKey } from "../../mail/dkim/make-key.ts";
import { renderTxt } from "../../mail/txt.ts";
import { type MailReceiver, startMailReceiver } from "../../rehearsal/net/mail-receiver.ts";
import { type Net, startNet } from "../../rehearsal/net/start-net.ts";
import { messageRows } from "../../verify/checks/message.ts";
import { judgeMessage, type MessageVerdict } from "../../verify/probes/message.ts";
import { resolveName } from "../../verify/probes/resolve.ts";
import { changed } from "../config/change.ts";
import { record } from "./net/fixture.ts";

// Real deliveries over SMTP: the records come out of the configs, the signatures are nodemailer's, the verdicts mailauth's.

const ZONE_ID = "9a7806061c88ada191ed06f989cc3dac";
const CRM_NETWORK = "198.51.100.7";
const GOOGLE = makeDkimKey("rsa");
const CRM = makeDkimKey("rsa");
const STRANGER = makeDkimKey("rsa");

const senders = {
  google: { kind: "google", dkim: { selector: "google", publicKey: GOOGLE.publicKey } },
  crm: {
    kind: "custom",
    name: "crm",
    spfTerms: [`ip4:${CRM_NETWORK}`],
    returnPathLabel: "news",
    dkim: [{ selector: "crm", publicKey: CRM.publicKey }],
  },
};

const ADDRESSES: Readonly<Record<string, string>> = { "mail.google.example": "192.0.2.10", "mail.crm.example": CRM_NETWORK };

let net: Net;
let receiver: MailReceiver<MessageVerdict>;
let records: readonly Readonly<Record<string, unknown>>[];

beforeAll(async () => {
  net = await startNet({
    state: () => ({ records, rulesets: [], settings: [] }),
    zones: [{ zoneId: ZONE_ID, domain: "opsdesk.example" }],
    origins: {},
    foreign: [record("TXT", "_spf.google.com", '"v=spf1 ip4:192.0.2.0/24 ~all"')],
  });
  receiver = await startMailReceiver({
    judge: (message) =>
      judgeMessage(message, async (name, type) => {
        if (type === "PTR" || type === "CNAME") return { kind: "empty" };
        const { kind, values } = await resolveName([net.dns], name, type, 2000);
        // what this world does not know does not exist
        return kind === "found" ? { kind, values } : { kind: kind === "failed" ? "nxdomain" : kind };
      }),
    refuses: ({ dmarc }) => dmarc.result === "fail" && dmarc.policy === "reject",
    addressOf: (helo) => ADDRESSES[helo],
  });
});
beforeEach(() => {
  records = recordsOf({});
});
afterAll(async () => {
  await receiver.close();
  await net.close();
});

/** What the zone publishes, in the provider's words. */
function recordsOf(zone: Readonly<Record<string, unknown>>) {
  const { errors, model } = checkConfigs(
    changed({ zone: { "mail.senders": Object.values(senders), "mail.dmarc.policy": "reject", ...zone } }),
  );
  expect(errors).toEqual([]);
  return (model?.zones.get("zone/opsdesk.example")?.base.records ?? []).map(({ type, name, content, priority }) => ({
    ...record(type, name, content, priority === undefined ? {} : { priority }),
    zone_id: ZONE_ID,
  }));
}

interface Mail {
  readonly helo?: string;
  readonly envelope?: string;
  readonly from?: string;
  readonly selector?: string;
  readonly signer?: string;
  readonly privateKey?: string;
}

async function deliver({
  helo = "mail.google.example",
  envelope = "ana@opsdesk.example",
  from = "ana@opsdesk.example",
  ...mail
}: Mail = {}) {
  const { selector = "google", signer = "opsdesk.example", privateKey = GOOGLE.privateKey } = mail;
  const transport = createTransport({
    host: "127.0.0.1",
    port: receiver.port,
    name: helo,
    ignoreTLS: true,
    dkim: { domainName: signer, keySelector: selector, privateKey },
  });
  const before = receiver.received.length;
  const answer = await transport
    .sendMail({
      envelope: { from: envelope, to: "you@receiver.invalid" },
      from,
      to: "you@receiver.invalid",
      subject: "Hello",
      text: "Welcome.\n",
    })
    .then(
      ({ response }) => response,
      (error: Error) => error.message,
    );
  transport.close();
  expect(receiver.received).toHaveLength(before + 1);
  const verdict = receiver.received.at(-1)?.verdict;
  if (verdict === undefined) throw new Error("no verdict");
  const rows = messageRows(verdict);
  return { answer, failing: rows.filter(({ passes }) => !passes).map(({ id, got }) => `${id}: ${got}`) };
}

const viaCrm: Mail = {
  helo: "mail.crm.example",
  envelope: "bounce@news.opsdesk.example",
  selector: "crm",
  privateKey: CRM.privateKey,
};

it.each([
  ["google", {}],
  ["a custom service", viaCrm],
] as const)("passes SPF, DKIM and DMARC through %s, both ways aligned", async (_sender, mail) => {
  expect(await deliver(mail)).toEqual({ answer: expect.stringMatching(/^250 /), failing: [] });
});

it("fails DKIM alone under a selector that is not published", async () => {
  const { answer, failing } = await deliver({ selector: "googel" });
  expect(failing).toEqual([expect.stringMatching(/^mail\.message-dkim: .*\(selector googel\)/)]);
  expect(answer).toMatch(/^250 /); // SPF still carries it
});

it("fails DKIM alone when another key signs", async () => {
  const { failing } = await deliver({ privateKey: STRANGER.privateKey });
  expect(failing).toEqual([expect.stringMatching(/^mail\.message-dkim: fail for opsdesk\.example/)]);
});

it("fails SPF alone when a second record stands beside the first", async () => {
  records = [...records, { ...record("TXT", "opsdesk.example", renderTxt("v=spf1 include:other.example -all")), zone_id: ZONE_ID }];
  const { failing } = await deliver();
  expect(failing).toEqual(["mail.message-spf: permerror for opsdesk.example"]);
});

it("refuses a sender that aligns by neither way, and says so in all rows", async () => {
  const { answer, failing } = await deliver({
    ...viaCrm,
    from: "ana@opsdesk.example",
    envelope: "x@elsewhere.example",
    signer: "elsewhere.example",
  });
  expect(answer).toContain("550 5.7.26");
  expect(failing.map((row) => row.split(":")[0])).toEqual(["mail.message-spf", "mail.message-dkim", "mail.message-dmarc"]);
});

it("tells a pass that does not align from one that does", async () => {
  records = recordsOf({ "mail.dmarc.spfAlignment": "strict" });
  const { failing } = await deliver(viaCrm);
  expect(failing).toEqual(["mail.message-spf: pass for news.opsdesk.example, which does not align"]);
});

it("fails DKIM for a revoked key", async () => {
  records = recordsOf({
    "mail.idleKeys": [{ state: "revoked", selector: "old", drainingSince: "2026-01-01" }],
  });
  const { failing } = await deliver({ selector: "old" });
  expect(failing).toEqual([expect.stringMatching(/^mail\.message-dkim: /)]);
});
