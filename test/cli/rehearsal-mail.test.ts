import { deliverMail } from "../../cli/rehearsal-mail.ts";
import { checkConfigs } from "../../config/check.ts";
import type { ZoneModel } from "../../config/model.ts";
import { renderTxt } from "../../mail/txt.ts";
import { type Net, startNet } from "../../rehearsal/net/start-net.ts";
import { changed, locked } from "../config/change.ts";
import { record } from "../rehearsal/net/fixture.ts";

const ZONE_ID = "9a7806061c88ada191ed06f989cc3dac";
const DOMAIN = "opsdesk.example";
const SENDGRID = { kind: "sendgrid", authenticationHost: "u1.sendgrid.net", returnPathLabel: "em1" };
const MAILCHIMP = { kind: "mailchimp" };
const chimp = ["dkim2.mcsv.net", "dkim3.mcsv.net"].map((name) => locked(name, "TXT", "p=key"));

let net: Net;
let records: readonly Readonly<Record<string, unknown>>[] = [];
beforeAll(async () => {
  net = await startNet({
    state: () => ({ records, rulesets: [], settings: [] }),
    zones: [{ zoneId: ZONE_ID, domain: DOMAIN }],
    origins: {},
  });
});
afterAll(() => net.close());

/** Launches the zone's records, but for what is left out of them, and plays its mail. */
async function played(
  zone: Readonly<Record<string, unknown>>,
  spoil: (found: ZoneModel["base"]["records"]) => ZoneModel["base"]["records"] = (all) => all,
) {
  const raw = changed({ zone: { "mail.dmarc.policy": "reject", ...zone }, lock: chimp });
  const { model, errors } = checkConfigs(raw);
  const found = model?.zones.get(`zone/${DOMAIN}`);
  if (found === undefined) throw errors[0];
  records = spoil(found.base.records).map(({ type, name, content, priority }) => ({
    ...record(type, name, content, priority === undefined ? {} : { priority }),
    zone_id: ZONE_ID,
  }));
  const said: string[] = [];
  const outcome = await deliverMail(net, found, raw, (line) => said.push(line)).catch((error: Error) => error.message);
  return { outcome, said };
}

const FAULTS = [
  "a selector that is not published: fails in mail.message-dkim",
  "a second SPF record: fails in mail.message-spf",
  "an envelope and a signature of somebody else: fails in mail.message-spf, mail.message-dkim, mail.message-dmarc",
];

it("delivers one message for each sender that can be played, and tells three faults apart", async () => {
  expect(await played({ "mail.senders.1": SENDGRID, "mail.senders.2": MAILCHIMP })).toEqual({
    outcome: "sendgrid, mailchimp delivered, judged and aligned; 3 faults told apart",
    said: [
      "google: only itself can sign; slipway mail proof judges a real message of it",
      `sendgrid: a message from ${DOMAIN} passes SPF, DKIM and DMARC`,
      `mailchimp: a message from ${DOMAIN} passes DKIM and DMARC`,
      ...FAULTS,
    ],
  });
});

it("says that it can play nobody", async () => {
  const { outcome } = await played({ "mail.senders": [{ kind: "custom", name: "crm", spfTerms: ["include:crm.example"] }] });
  expect(outcome).toBe("no sender whose key a rehearsal could hold");
});

it.each<readonly [string, (found: ZoneModel["base"]["records"]) => ZoneModel["base"]["records"], string]>([
  ["a key that is not there", (all) => all.filter(({ name }) => !name.startsWith("s1._domainkey")), "mail.message-dkim: "],
  ["a return path that is not there", (all) => all.filter(({ name }) => name !== `em1.${DOMAIN}`), "mail.message-spf: none"],
  [
    "a stricter policy than was meant",
    (all) => all.map((each) => (each.key === "mail-dmarc" ? { ...each, content: renderTxt("v=DMARC1; p=reject; aspf=s; adkim=r") } : each)),
    "mail.message-spf: pass for em1.opsdesk.example, which does not align",
  ],
  [
    "a fault that nobody notices",
    (all) =>
      all.flatMap((each) => (each.name.startsWith("s1._domainkey") ? [each, { ...each, name: `unknown._domainkey.${DOMAIN}` }] : [each])),
    "expected a selector that is not published to fail in mail.message-dkim, got no row that fails",
  ],
  ["no policy", (all) => all.filter(({ key }) => key !== "mail-dmarc"), "mail.message-dmarc: none"],
])("breaks the story over %s", async (_what, spoil, got) => {
  const { outcome } = await played({ "mail.senders": [SENDGRID] }, spoil);
  expect(outcome).toContain("[REHEARSAL_STORY_BROKEN]");
  expect(outcome).toContain(got);
});
