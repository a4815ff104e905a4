import { alignmentMatrix, matrixLines } from "../../cli/commands/mail-senders.ts";
import { checkConfigs } from "../../config/check.ts";
import { changed, locked } from "../config/change.ts";
import { slipway, temporaryProject } from "./program.ts";

const ZONE = "zone/opsdesk.example";
const chimp = ["dkim2.mcsv.net", "dkim3.mcsv.net"].map((name) => locked(name, "TXT", "p=key"));

function lines(zone: Readonly<Record<string, unknown>>): string[] {
  const { model, errors } = checkConfigs(changed({ zone, lock: chimp }));
  const found = model?.zones.get(ZONE);
  if (found === undefined) throw errors[0];
  return matrixLines(alignmentMatrix(found));
}

it.each([
  {
    why: "both ways, one of them below the domain",
    zone: {},
    shown: [
      "passes google from opsdesk.example: SPF of opsdesk.example aligned (relaxed), DKIM of opsdesk.example aligned (relaxed); policy quarantine",
      "passes sendgrid from opsdesk.example: SPF of em4815.opsdesk.example aligned (relaxed), DKIM of opsdesk.example aligned (relaxed); policy quarantine",
    ],
  },
  {
    why: "strict SPF, which a return path below the domain fails",
    zone: {
      "mail.dmarc.spfAlignment": "strict",
      "mail.senders": [{ kind: "sendgrid", authenticationHost: "u1.sendgrid.net", returnPathLabel: "em1" }],
    },
    shown: [
      "passes sendgrid from opsdesk.example: SPF of em1.opsdesk.example not aligned (strict), DKIM of opsdesk.example aligned (relaxed); policy quarantine",
    ],
  },
  {
    why: "a service that bounces to itself",
    zone: { "mail.senders": [{ kind: "mailchimp" }] },
    shown: [
      "passes mailchimp from opsdesk.example: SPF of the service's own domain, DKIM of opsdesk.example aligned (relaxed); policy quarantine",
    ],
  },
  {
    why: "no way at all, which no policy enforces yet",
    zone: { "mail.dmarc.policy": "none", "mail.senders": [{ kind: "custom", name: "crm", spfTerms: [], envelope: "theirs" }] },
    shown: ["fails  crm from opsdesk.example: SPF of the service's own domain, DKIM of the service's own domain; policy none"],
  },
  {
    why: "From lines with a policy of their own, and with the domain's for names below",
    zone: {
      "mail.dmarc.subdomainPolicy": "reject",
      "mail.senders": [
        { kind: "custom", name: "crm", spfTerms: ["include:crm.example"], from: ["a.opsdesk.example", "b.opsdesk.example"] },
      ],
      "records.extra": {
        type: "TXT",
        name: "_dmarc.a.opsdesk.example",
        text: "v=DMARC1; p=none; aspf=r; rua=mailto:dmarc@opsdesk.example",
      },
    },
    shown: [
      "passes crm from a.opsdesk.example: SPF of opsdesk.example aligned (relaxed), DKIM of the service's own domain; policy none",
      "passes crm from b.opsdesk.example: SPF of opsdesk.example aligned (relaxed), DKIM of the service's own domain; policy reject",
    ],
  },
])("shows $why", ({ zone, shown }) => expect(lines(zone)).toEqual(shown));

it("is refused as a config where a policy enforces and a sender has no way", () => {
  const { errors } = checkConfigs(
    changed({ zone: { "mail.senders": [{ kind: "custom", name: "crm", spfTerms: [], envelope: "theirs" }] } }),
  );
  expect(errors.map(({ parts }) => parts.code)).toContain("SENDER_NOT_ALIGNED");
});

it("is a command, of zones alone", async () => {
  const project = temporaryProject();
  try {
    const shown = await slipway(["mail", "senders", ZONE], { cwd: project.dir });
    expect(shown).toMatchObject({ code: 0, stdout: `${lines({}).join("\n")}\n` });
    const json = await slipway(["mail", "senders", "zone/clientdesk.example", "--json"], { cwd: project.dir });
    expect(JSON.parse(json.stdout)).toEqual([expect.objectContaining({ sender: "sendgrid", spf: true, dkim: true, policy: "reject" })]);
    expect(await slipway(["mail", "senders", "chatbot/production"], { cwd: project.dir })).toMatchObject({ code: 2 });
  } finally {
    project.remove();
  }
});
