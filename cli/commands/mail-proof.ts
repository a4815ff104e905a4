import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import type { Model } from "../../config/model.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { readRun } from "../../launch/run.ts";
import type { Proposal } from "../../mail/evidence/counterfactual.ts";
import { daysBefore, MAX_PROOF_AGE_DAYS, type Proof, promisedWays, senderDigest, senderOf } from "../../mail/evidence/proof.ts";
import { hostOf, type SenderRecords } from "../../mail/senders/records.ts";
import { type MessageRow, messageRows } from "../../verify/checks/message.ts";
import { linksRow } from "../../verify/checks/message-links.ts";
import { createNet } from "../../verify/net.ts";
import { judgeMessage, type MessageVerdict } from "../../verify/probes/message.ts";
import { MAX_SIGNATURES, type ReceivedFile, receivedMessage } from "../../verify/probes/message-file.ts";
import { linksIn } from "../../verify/probes/message-links.ts";
import type { ProbeWorld } from "../../verify/world.ts";
import { type Command, flagOption, textOption } from "../command.ts";
import { keepProof } from "../mail-proofs.ts";
import { proposalOf } from "../mail-proposal.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { openReceiversResolver } from "../receivers-resolver.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";
import { systemError } from "../system-error.ts";

/** As large as the great mailbox providers take. Source: support.google.com/mail/answer/6584 (25 MB; checked 2026-11-25). */
const MAX_BYTES = 25 * 1024 * 1024;

/** `slipway mail proof`: judges a message that really arrived, as its receiver should have, and keeps the verdict for its sender and its run. */
export const mailProof: Command = {
  name: "mail proof",
  argument: "<message.eml>",
  argumentDescription: "a message as it arrived, saved with all its headers",
  summary: "Judge a received message by SPF, DKIM and DMARC, and bind the verdict to its sender and a run",
  options: [
    { flags: "--run <run>", description: "applied run of the zone that the message proves something about" },
    { flags: "--client-ip <address>", description: "server that delivered it; without it, as the topmost Received header says" },
    { flags: "--mail-from <address>", description: "envelope sender; without it, as the Return-Path header says" },
    { flags: "--sign-in", description: "the message signs somebody in: every link in it has to end on a host of the zone" },
    REHEARSAL_OPTION,
  ],
  example: "slipway mail proof invite.eml --run run-20261122T130501Z-3f9a0c",
  run: async (input) => {
    const { argument = "", options, global, shell } = input;
    const raw = readMessage(resolvePath(shell.workingDirectory, argument), argument);
    const message = received(raw, { clientIp: textOption(options, "clientIp"), mailFrom: textOption(options, "mailFrom") });
    const receivedAt = recently(message, shell.now());
    const store = await storeOf(input);
    const { record } = await readRun(store, await findRunId(store, textOption(options, "run")));
    const project = await openProject(projectDir(input));
    const resolver = await openReceiversResolver(input, project);
    try {
      const verdict = await judgeMessage(message, resolver.resolve);
      const domain = domainOf(record.target, verdict);
      const zone = project.model.zones.get(record.target);
      if (zone === undefined) throw unusable("--run", "a run of a zone that the configs declare", record.target);
      const proposal = proposalOf(zone);
      const passed = passedWays(verdict);
      const sender = senderOf(passed, proposal);
      const rows = [
        ...rowsOf(verdict, sender, proposal),
        ...(flagOption(options, "signIn") ? [await linksOf(raw, project.model, domain, sender, resolver.world)] : []),
      ];
      const failure = failedProof(argument, rows);
      const proof =
        failure !== undefined || sender === undefined
          ? undefined
          : ({
              version: 1,
              domain,
              sender: sender.name,
              senderDigest: senderDigest(sender),
              from: verdict.author ?? "",
              ...passed,
              receivedAt: receivedAt.toISOString(),
              judgedAt: shell.now().toISOString(),
              messageSha256: createHash("sha256").update(raw).digest("hex"),
              run: record.id,
              contentDigest: record.contentDigest,
            } satisfies Proof);
      if (proof !== undefined) await keepProof(store, proof);
      if (global.json) shell.out(JSON.stringify({ proof: proof ?? null, verdict, rows }));
      else
        for (const { id, passes, expected, got } of rows) shell.out(`${passes ? "pass" : "fail"} ${id}: expected ${expected}, got ${got}`);
      if (failure !== undefined) throw failure;
      if (!global.json)
        shell.err(`kept as the proof of ${sender?.name}, for ${MAX_PROOF_AGE_DAYS} days from ${receivedAt.toISOString()} on`);
      return 0;
    } finally {
      await resolver.close();
    }
  },
};

/** Every link of a message, against the zone's hosts and the sender's own. */
function linksOf(raw: Buffer, model: Model, domain: string, sender: SenderRecords | undefined, world: ProbeWorld): Promise<MessageRow> {
  const environments = [...model.environments.values()].filter(({ zone }) => zone.domain === domain);
  const http = createNet(world, domain).http;
  return linksRow({
    links: linksIn(raw),
    hosts: new Set(environments.flatMap(({ hosts }) => hosts.map(({ name }) => name))),
    tracking: new Set((sender?.aliases ?? []).flatMap(({ purpose, label }) => (purpose === "tracking" ? [hostOf(label, domain)] : []))),
    locate: async (url) => (await http({ method: "GET", url })).headers.get("location")?.[0],
  });
}

function passedWays({ spf, dkim }: MessageVerdict): Pick<Proof, "spf" | "dkim"> {
  const signed = dkim.filter(({ result }) => result === "pass");
  return { spf: spf.result === "pass" ? [spf.domain] : [], dkim: signed.map(({ domain, selector }) => ({ domain, selector })) };
}

/** What the config promises of the message's sender; of mail that no sender of the config sent, everything. */
export function rowsOf(verdict: MessageVerdict, sender: SenderRecords | undefined, proposal: Proposal): MessageRow[] {
  const names = proposal.senders.map(({ name }) => name);
  const known: MessageRow = {
    id: "mail.message-sender",
    passes: sender !== undefined,
    expected: `a key or a return path of one of ${names.join(", ") || "the senders in the config, of which there is none"}`,
    got: sender?.name ?? "those of none",
  };
  return [known, ...messageRows(verdict, sender === undefined ? undefined : promisedWays(sender, verdict.author ?? "", proposal))];
}

/** Why a message proves nothing good. */
export function failedProof(where: string, rows: readonly MessageRow[]): SlipwayError | undefined {
  const failed = rows.filter(({ passes }) => !passes);
  if (failed.length === 0) return undefined;
  return new SlipwayError({
    kind: "unverified",
    code: "MAIL_PROOF_FAILED",
    where,
    expected: "SPF, DKIM and DMARC to pass and to align, as far as the config promises them",
    got: failed.map(({ id, got }) => `${id}: ${got}`).join("; "),
    fix: "mend the first of them at the sender or in the zone, send another message, and prove that one",
  });
}

function readMessage(path: string, shown: string): Buffer {
  if (!existsSync(path)) throw unusable(shown, "a saved message", "no such file");
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw unusable(shown, `a message of at most ${MAX_BYTES} bytes`, `${size} bytes`);
    const raw = readFileSync(path);
    if (/^(from|received|return-path|date|delivered-to|[a-z-]+):/i.test(raw.subarray(0, 200).toString("latin1").trimStart())) return raw;
    throw unusable(shown, "a message that starts with its headers", "something else");
  } catch (error) {
    throw systemError(error) ?? error;
  }
}

function received(raw: Buffer, given: Parameters<typeof receivedMessage>[1]): ReceivedFile {
  const message = receivedMessage(raw, given);
  if ("signatures" in message) throw unusable("message", `at most ${MAX_SIGNATURES} signatures`, String(message.signatures));
  if (!("missing" in message)) return message;
  if (message.missing === "sender") throw unusable("--mail-from", "the envelope sender", "no Return-Path header");
  throw unusable("--client-ip", "the address of the server that delivered it", given.clientIp ?? "no Received header with one");
}

/** Keys are there for years: an old message would pass and say nothing of today. */
function recently({ receivedAt }: ReceivedFile, now: Date): Date {
  const days = receivedAt === undefined ? undefined : daysBefore(receivedAt.toISOString(), now);
  if (receivedAt !== undefined && days !== undefined && days >= 0 && days <= MAX_PROOF_AGE_DAYS) return receivedAt;
  const got = days === undefined ? "no date" : days < 0 ? "a date that lies ahead" : `a message of ${days} days ago`;
  throw unusable("message", `a message that was received in the last ${MAX_PROOF_AGE_DAYS} days`, got);
}

/** A message of another domain proves nothing about this run. */
function domainOf(target: string, { author = "" }: MessageVerdict): string {
  const domain = target.startsWith("zone/") ? target.slice("zone/".length) : undefined;
  if (domain !== undefined && (author === domain || author.endsWith(`.${domain}`))) return domain;
  throw unusable("--run", "a run of the zone that the message is from", `a run of ${target} for a message from ${author || "nobody"}`);
}

function unusable(where: string, expected: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "config",
    code: "MAIL_MESSAGE_UNUSABLE",
    where,
    expected,
    got,
    fix: "save the message as its receiver has it (show original), and name the run of its zone",
  });
}
