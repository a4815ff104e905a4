import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { readRun, runKey } from "../../launch/run.ts";
import type { Resolve } from "../../mail/dns/answer.ts";
import { EMPTY_LOCK } from "../../mail/dns/lock.ts";
import { type MessageRow, messageRows } from "../../verify/checks/message.ts";
import { judgeMessage, type MessageVerdict, type ReceivedMessage } from "../../verify/probes/message.ts";
import { receivedMessage } from "../../verify/probes/message-file.ts";
import { type Command, textOption } from "../command.ts";
import { openMailResolver } from "../mail-resolver.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";
import { systemError } from "../system-error.ts";

/** As large as the great mailbox providers take. Source: support.google.com/mail/answer/6584 (25 MB; checked 2026-11-25). */
const MAX_BYTES = 25 * 1024 * 1024;

/** `slipway mail proof`: judges a message that really arrived, as its receiver should have, and puts the verdict beside the run. */
export const mailProof: Command = {
  name: "mail proof",
  argument: "<message.eml>",
  argumentDescription: "a message as it arrived, saved with all its headers",
  summary: "Judge a received message by SPF, DKIM and DMARC, and bind the verdict to a run",
  options: [
    { flags: "--run <run>", description: "applied run of the zone that the message proves something about" },
    { flags: "--client-ip <address>", description: "server that delivered it; without it, as the topmost Received header says" },
    { flags: "--mail-from <address>", description: "envelope sender; without it, as the Return-Path header says" },
    REHEARSAL_OPTION,
  ],
  example: "slipway mail proof invite.eml --run run-20261122T130501Z-3f9a0c",
  run: async (input) => {
    const { argument = "", options, global, shell } = input;
    const raw = readMessage(resolvePath(shell.workingDirectory, argument), argument);
    const message = received(raw, textOption(options, "clientIp"), textOption(options, "mailFrom"));
    const store = await storeOf(input);
    const { record } = await readRun(store, await findRunId(store, textOption(options, "run")));
    const resolver = await openMailResolver(EMPTY_LOCK, false);
    try {
      const lookUp: Resolve = async (name, type) => (await resolver.lookUp(name, type)).answer;
      const verdict = await judgeMessage(message, lookUp);
      requireZone(record.target, verdict);
      const rows = messageRows(verdict);
      const sha256 = createHash("sha256").update(raw).digest("hex");
      const proof = {
        version: 1,
        run: record.id,
        contentDigest: record.contentDigest,
        judgedAt: shell.now().toISOString(),
        sha256,
        verdict,
        rows,
      };
      await store.write(runKey(record.id, "proofs", `${sha256}.json`), `${JSON.stringify(proof, null, 2)}\n`);
      if (global.json) shell.out(JSON.stringify(proof));
      else
        for (const { id, passes, expected, got } of rows) shell.out(`${passes ? "pass" : "fail"} ${id}: expected ${expected}, got ${got}`);
      const failure = failedProof(argument, rows);
      if (failure !== undefined) throw failure;
      return 0;
    } finally {
      await resolver.close();
    }
  },
};

/** Why a message proves nothing good. */
export function failedProof(where: string, rows: readonly MessageRow[]): SlipwayError | undefined {
  const failed = rows.filter(({ passes }) => !passes);
  if (failed.length === 0) return undefined;
  return new SlipwayError({
    kind: "unverified",
    code: "MAIL_PROOF_FAILED",
    where,
    expected: "SPF, DKIM and DMARC to pass and to align",
    got: failed.map(({ id, got }) => `${id}: ${got}`).join("; "),
    fix: "mend the first of them at the sender or in the zone, send another message, and prove that one",
  });
}

function readMessage(path: string, shown: string): Buffer {
  if (!existsSync(path)) throw unreadable(shown, "a saved message", "no such file");
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw unreadable(shown, `a message of at most ${MAX_BYTES} bytes`, `${size} bytes`);
    const raw = readFileSync(path);
    if (/^(from|received|return-path|date|delivered-to|[a-z-]+):/i.test(raw.subarray(0, 200).toString("latin1").trimStart())) return raw;
    throw unreadable(shown, "a message that starts with its headers", "something else");
  } catch (error) {
    throw systemError(error) ?? error;
  }
}

function received(raw: Buffer, clientIp: string | undefined, mailFrom: string | undefined): ReceivedMessage {
  const message = receivedMessage(raw, { clientIp, mailFrom });
  if (!("missing" in message)) return message;
  if (message.missing === "client") {
    throw unreadable(
      "--client-ip",
      "the address of the server that delivered it",
      clientIp === undefined ? "no Received header with one" : clientIp,
    );
  }
  throw unreadable("--mail-from", "the envelope sender", "no Return-Path header");
}

/** A message of another domain proves nothing about this run. */
function requireZone(target: string, { author = "" }: MessageVerdict): void {
  const domain = target.startsWith("zone/") ? target.slice("zone/".length) : undefined;
  if (domain !== undefined && (author === domain || author.endsWith(`.${domain}`))) return;
  throw unreadable("--run", "a run of the zone that the message is from", `a run of ${target} for a message from ${author || "nobody"}`);
}

function unreadable(where: string, expected: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "config",
    code: "MAIL_MESSAGE_UNUSABLE",
    where,
    expected,
    got,
    fix: "save the message as its receiver has it (show original), and name the run of its zone",
  });
}
