import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { LOOPBACK, listen } from "./listen.ts";

/** A message that came in, as the receiver saw it. */
export interface Delivered {
  readonly raw: Buffer;
  readonly clientIp: string;
  readonly helo: string;
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
}

export interface MailReceiverOptions<Verdict> {
  /** What the receiver makes of a message, before it says yes or no. */
  readonly judge: (message: Delivered) => Promise<Verdict>;
  /** Whether it says no. Source: RFC 7372 section 3.3 (550 5.7.26, authentication failed) for the answer. */
  readonly refuses: (verdict: Verdict) => boolean;
  /** Who a sending host is, by the name that it gives in EHLO: on loopback all of them come from one address. */
  readonly addressOf: (helo: string) => string | undefined;
}

export interface MailReceiver<Verdict> {
  readonly port: number;
  /** In the order of arrival, refused ones too. */
  readonly received: readonly { readonly message: Delivered; readonly verdict: Verdict }[];
  close(): Promise<void>;
}

/** As large as the great mailbox providers take. Source: support.google.com/mail/answer/6584 (25 MB; checked 2026-11-25). */
const MAX_BYTES = 25 * 1024 * 1024;

/** A mail server on loopback that judges what it is given and delivers to nobody. @throws SlipwayError REHEARSAL_PORT_TAKEN */
export async function startMailReceiver<Verdict>(options: MailReceiverOptions<Verdict>, port = 0): Promise<MailReceiver<Verdict>> {
  const received: { message: Delivered; verdict: Verdict }[] = [];
  const server = new SMTPServer({
    name: "receiver.invalid",
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    size: MAX_BYTES,
    logger: false,
    closeTimeout: 1000,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", callback);
      stream.on("end", () => {
        if (stream.sizeExceeded) return callback(answer(552, "5.3.4 message too big"));
        take(session, Buffer.concat(chunks)).then(
          (refused) => callback(refused ? answer(550, "5.7.26 the message does not pass the policy of its author's domain") : null),
          () => callback(answer(451, "4.4.3 the message could not be judged")),
        );
      });
    },
  });
  server.on("error", () => {}); // a client that is gone

  async function take(session: SMTPServerSession, raw: Buffer): Promise<boolean> {
    const { mailFrom, rcptTo } = session.envelope;
    const helo = session.hostNameAppearsAs;
    const message: Delivered = {
      raw,
      helo,
      clientIp: options.addressOf(helo) ?? session.remoteAddress,
      mailFrom: mailFrom === false ? "" : mailFrom.address,
      rcptTo: rcptTo.map(({ address }) => address),
    };
    const verdict = await options.judge(message);
    received.push({ message, verdict });
    return options.refuses(verdict);
  }

  return {
    port: await listen(server.server, port, `mail receiver (${LOOPBACK})`),
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
