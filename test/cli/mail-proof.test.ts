import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { failedProof, rowsOf } from "../../cli/commands/mail-proof.ts";
import { readProofs } from "../../cli/mail-proofs.ts";
import { proposalOf } from "../../cli/mail-proposal.ts";
import { checkConfigs } from "../../config/check.ts";
import { openStore } from "../../launch/store/store.ts";
import { makeDkimKey } from "../../mail/dkim/make-key.ts";
import { proofSchema, senderOf } from "../../mail/evidence/proof.ts";
import { changed, locked } from "../config/change.ts";
import { slipway, temporaryProject } from "./program.ts";

const DOMAIN = "opsdesk.example";
const ZONE = `zone/${DOMAIN}`;
const KEY = makeDkimKey("rsa");
const STRANGER = makeDkimKey("rsa");

let project: ReturnType<typeof temporaryProject>;
beforeAll(() => {
  project = temporaryProject();
});
afterAll(() => project.remove());

const command = (...args: readonly string[]) => slipway([...args, "--rehearsal"], { cwd: project.dir });

describe("a file that is no received message", () => {
  it.each([
    { why: "no message", text: "hello", args: [], got: "a message that starts with its headers" },
    { why: "nothing at all", text: "", args: [], got: "a message that starts with its headers" },
    {
      why: "a message that does not say who delivered it",
      text: `From: a@${DOMAIN}\n\nHi`,
      args: [],
      got: "no Received header with one",
    },
    { why: "an address that is none", text: `From: a@${DOMAIN}\n\nHi`, args: ["--client-ip", "300.1.1.1"], got: "got 300.1.1.1" },
    { why: "no envelope sender", text: `From: a@${DOMAIN}\n\nHi`, args: ["--client-ip", "192.0.2.1"], got: "no Return-Path header" },
    {
      why: "no date",
      text: `Return-Path: <a@${DOMAIN}>\nReceived: from x ([192.0.2.1]) by y; yesterday\nFrom: a@${DOMAIN}\n\nHi`,
      args: [],
      got: "no date",
    },
    {
      why: "signatures without end",
      text: `Return-Path: <a@${DOMAIN}>\nReceived: from x ([192.0.2.1]) by y; ${new Date().toUTCString()}\n${"DKIM-Signature: v=1\n".repeat(10_000)}From: a@${DOMAIN}\n\nHi`,
      args: [],
      got: "at most 20 signatures, got 10000",
    },
    { why: "50 MB", text: `From: a@${DOMAIN}\n\n${"x".repeat(50 * 1024 * 1024)}`, args: [], got: "at most 26214400 bytes, got 52428" },
  ])("is refused: $why", async ({ text, args, got }) => {
    writeFileSync(join(project.dir, "x.eml"), text);
    const { code, stderr } = await command("mail", "proof", "x.eml", ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("[MAIL_MESSAGE_UNUSABLE]") });
    expect(stderr).toContain(got);
  });

  it("is refused when it is not there", async () => {
    const { code, stderr } = await command("mail", "proof", "nowhere.eml");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("nowhere.eml: expected a saved message, got no such file"),
    });
  });
});

describe("a received message", () => {
  let run: string;
  beforeAll(async () => {
    const file = join(project.dir, `config/zones/${DOMAIN}.ts`);
    const config = readFileSync(file, "utf8").replace(/"MII[^"]+"/, JSON.stringify(KEY.publicKey));
    writeFileSync(file, config);
    run = await applied();
  }, 120_000);

  async function applied(): Promise<string> {
    const planned = JSON.parse((await command("plan", ZONE, "--json")).stdout);
    const tokens = planned.review.acknowledgements.flatMap(({ token }: { token: string }) => ["--acknowledge", token]);
    expect(await command("approve", planned.run, ...tokens)).toMatchObject({ code: 0 });
    expect(await command("apply", planned.run)).toMatchObject({ code: 0 });
    return planned.run;
  }

  interface Mail {
    readonly from?: string;
    readonly envelope?: string;
    readonly client?: string;
    readonly received?: Date;
    readonly signer?: string;
    readonly privateKey?: string;
    readonly more?: object;
  }

  /** As Google would have sent it, and as its receiver saved it. */
  async function message({ from = `ana@${DOMAIN}`, envelope = from, client = "74.125.1.1", received = new Date(), ...mail }: Mail = {}) {
    const { signer = DOMAIN, privateKey = KEY.privateKey, more = {} } = mail;
    const transport = createTransport({
      streamTransport: true,
      buffer: true,
      dkim: { domainName: signer, keySelector: "google", privateKey },
    });
    const { message: signed } = await transport.sendMail({ from, to: "you@receiver.invalid", subject: "Hi", text: "Welcome.\n", ...more });
    const trace = `Return-Path: <${envelope}>\r\nReceived: from mail.google.com (mail.google.com [${client}])\r\n by mx.receiver.invalid; ${received.toUTCString()}\r\n`;
    return Buffer.concat([Buffer.from(trace), Buffer.from(signed as Buffer)]); // buffer: true
  }

  async function proven(raw: Buffer, ...args: readonly string[]) {
    writeFileSync(join(project.dir, "message.eml"), raw);
    const { code, stdout, stderr } = await command("mail", "proof", "message.eml", "--run", run, ...args);
    return { code, rows: stdout.trim().split("\n"), stderr };
  }

  const kept = () => readProofs(openStore(join(project.dir, ".slipway/rehearsal")), DOMAIN);

  it("is judged, and kept as the proof of its sender beside the run", async () => {
    const { code, rows, stderr } = await proven(await message());
    expect({ code, rows }).toEqual({
      code: 0,
      rows: [
        "pass mail.message-sender: expected a key or a return path of one of google, sendgrid, got google",
        `pass mail.message-spf: expected SPF pass for a domain that aligns with ${DOMAIN}, got pass for ${DOMAIN}`,
        `pass mail.message-dkim: expected a DKIM signature that verifies and aligns with ${DOMAIN}, got pass for ${DOMAIN} (selector google)`,
        `pass mail.message-dmarc: expected DMARC pass for ${DOMAIN}, got pass under policy quarantine`,
      ],
    });
    expect(stderr).toContain("kept as the proof of google, for 30 days");
    expect(await kept()).toEqual([expect.objectContaining({ sender: "google", run, from: DOMAIN })]);
  }, 30_000);

  it.each([
    { link: `https://app.${DOMAIN}/in?t=1`, code: 0, row: "pass mail.message-links: " },
    { link: "https://elsewhere.example/in?t=1", code: 5, row: "fail mail.message-links: " },
  ])(
    "has sign-in links judged: $link",
    async ({ link, code, row }) => {
      const found = await proven(await message({ more: { text: `Sign in: ${link}\n` } }), "--sign-in");
      expect({ code: found.code, row: found.rows.at(-1) }).toEqual({ code, row: expect.stringContaining(row) });
    },
    30_000,
  );

  it("survives parts within parts, and reads no more of them than it must", async () => {
    const open = Array.from(
      { length: 5_000 },
      (_, depth) => `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth + 1}\r\n\r\n`,
    );
    const nested = {
      raw: `From: ana@${DOMAIN}\r\nTo: you@receiver.invalid\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n${open.join("")}`,
    };
    expect(await proven(await message({ more: nested }))).toMatchObject({ code: 0 });
  }, 30_000);

  it.each<{ why: string; mail: Mail; change?: (raw: string) => string; failing: readonly string[] }>([
    {
      why: "a text that was changed on its way",
      mail: {},
      change: (raw) => raw.replace("Welcome", "Farewell"),
      failing: ["mail.message-dkim"],
    },
    { why: "a stranger's signature", mail: { privateKey: STRANGER.privateKey }, failing: ["mail.message-dkim"] },
    { why: "an address that SPF does not name", mail: { client: "192.0.2.1" }, failing: ["mail.message-spf"] },
    {
      why: "an envelope and a signature of somebody else",
      mail: { envelope: "x@elsewhere.example", signer: "elsewhere.example" },
      failing: ["mail.message-sender", "mail.message-spf", "mail.message-dkim", "mail.message-dmarc"],
    },
  ])(
    "fails with $why, and is no proof",
    async ({ mail, change = (raw) => raw, failing }) => {
      const before = await kept();
      const raw = Buffer.from(change((await message(mail)).toString("latin1")), "latin1");
      const { code, rows, stderr } = await proven(raw);
      expect({ code, failing: rows.filter((row) => row.startsWith("fail ")).map((row) => row.slice(5).split(":")[0]) }).toEqual({
        code: 5,
        failing,
      });
      expect(stderr).toContain("[MAIL_PROOF_FAILED]");
      expect(await kept()).toEqual(before);
    },
    30_000,
  );

  it.each([
    { why: "of another domain", mail: { from: "ana@clientdesk.example" }, got: `a run of ${ZONE} for a message from clientdesk.example` },
    { why: "of long ago", mail: { received: new Date(Date.now() - 40 * 86_400_000) }, got: "a message of 40 days ago" },
    { why: "of tomorrow", mail: { received: new Date(Date.now() + 2 * 86_400_000) }, got: "a date that lies ahead" },
  ])(
    "is refused when it is $why",
    async ({ mail, got }) => {
      const { code, stderr } = await proven(await message(mail));
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(got) });
    },
    30_000,
  );

  it("proves nothing once its file or its run is another", async () => {
    const folder = join(project.dir, ".slipway/rehearsal/proofs", DOMAIN);
    const [name = ""] = readdirSync(folder);
    const text = readFileSync(join(folder, name), "utf8");
    const proof = proofSchema.parse(JSON.parse(text));
    const others = await kept();
    for (const forged of [
      "{",
      JSON.stringify({ ...proof, run: "run-20260101T000000Z-000000" }),
      JSON.stringify({ ...proof, contentDigest: "0".repeat(64) }),
    ]) {
      writeFileSync(join(folder, name), forged);
      expect(await kept()).toHaveLength(others.length - 1);
    }
    writeFileSync(join(folder, name), text);
    expect(await kept()).toEqual(others);
  });

  it("lets the policy be raised no further than what was proven", async () => {
    const file = join(project.dir, `config/zones/${DOMAIN}.ts`);
    writeFileSync(file, readFileSync(file, "utf8").replace('policy: "quarantine"', 'policy: "reject", testing: true'));
    mkdirSync(join(project.dir, "config/evidence"), { recursive: true });
    const begin = Math.floor(Date.now() / 86_400_000) - 14;
    const dayOf = (index: number) => new Date((begin + index) * 86_400_000).toISOString().slice(0, 10);
    const flows = [{ from: DOMAIN, spf: [DOMAIN], dkim: [{ domain: DOMAIN, selector: "google" }], messages: 100 }];
    const evidence = {
      version: 1,
      domain: DOMAIN,
      from: dayOf(0),
      to: dayOf(13),
      days: 14,
      reports: 14,
      reportsSha256: "0".repeat(64),
      messages: 100,
    };
    writeFileSync(
      join(project.dir, `config/evidence/${DOMAIN}.json`),
      JSON.stringify({ ...evidence, senders: ["google", "sendgrid"], flows }),
    );
    const refused = await command("plan", ZONE);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("got sendgrid: no proof;") });
    expect(refused.stderr).toContain("[DMARC_UNPROVEN]");
    const admitted = await command("plan", ZONE, "--accept-unproven-mail", "--reason", "not in use before Monday", "--json");
    expect(admitted).toMatchObject({ code: 0 });
    const { review } = JSON.parse(admitted.stdout);
    expect(review.acknowledgements.map(({ code }: { code: string }) => code)).toContain("ENFORCES_UNPROVEN_MAIL");
    expect(review.notices[0]).toContain("sendgrid: no proof; why: not in use before Monday");
  }, 60_000);
});

describe("what is asked of a message", () => {
  const lock = ["dkim2.mcsv.net", "dkim3.mcsv.net"].map((name) => locked(name, "TXT", "p=key"));
  const zone = checkConfigs(changed({ zone: { "mail.senders.2": { kind: "mailchimp" } }, lock })).model?.zones.get(ZONE);
  const verdict = (domain: string, selector: string) => ({
    author: DOMAIN,
    spf: { result: "pass", domain: "mcsv.net" },
    dkim: [{ result: "pass", domain, selector }],
    dmarc: { result: "pass", policy: "reject", spfAligned: false, dkimAligned: true },
  });
  const rows = (selector: string) => {
    if (zone === undefined) throw new Error("no zone");
    const proposal = proposalOf(zone);
    const sender = senderOf({ spf: ["mcsv.net"], dkim: [{ domain: DOMAIN, selector }] }, proposal);
    return rowsOf(verdict(DOMAIN, selector), sender, proposal);
  };

  it("is what its sender promises: of a service that bounces to itself, no aligned SPF", () => {
    expect(rows("k2").map(({ id, passes }) => [id, passes])).toEqual([
      ["mail.message-sender", true],
      ["mail.message-dkim", true],
      ["mail.message-dmarc", true],
    ]);
    expect(failedProof("x.eml", rows("k2"))).toBeUndefined();
  });

  it("is everything of a sender that does both", () => {
    expect(failedProof("x.eml", rows("google"))?.parts).toMatchObject({
      code: "MAIL_PROOF_FAILED",
      got: "mail.message-spf: pass for mcsv.net, which does not align",
    });
  });
});
