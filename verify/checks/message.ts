import type { MessageVerdict } from "../probes/message.ts";

/** What one received message proves, in the order in which a reader would look for the fault. */
export interface MessageRow {
  readonly id: "mail.message-sender" | "mail.message-links" | "mail.message-spf" | "mail.message-dkim" | "mail.message-dmarc";
  readonly passes: boolean;
  readonly expected: string;
  readonly got: string;
}

/** By which ways a sender's mail is promised to lead to its From domain. */
export interface PromisedWays {
  readonly spf: boolean;
  readonly dkim: boolean;
}

const BOTH: PromisedWays = { spf: true, dkim: true };

/**
 * DMARC has to pass, and each promised way has to lead to the From domain: one alone breaks with the first forwarder, or the first lost key.
 * A service that bounces to a domain of its own, or signs as itself, has but one.
 */
export function messageRows({ author, spf, dkim, dmarc }: MessageVerdict, ways: PromisedWays = BOTH): MessageRow[] {
  const from = author ?? "the From line";
  const passing = dkim.filter(({ result }) => result === "pass");
  const shown = dkim.map(({ result, domain, selector }) => `${result} for ${domain} (selector ${selector})`).join(", ") || "no signature";
  const rows: MessageRow[] = [
    {
      id: "mail.message-spf",
      passes: spf.result === "pass" && dmarc.spfAligned,
      expected: `SPF pass for a domain that aligns with ${from}`,
      got: `${spf.result} for ${spf.domain || "no domain"}${spf.result === "pass" && !dmarc.spfAligned ? ", which does not align" : ""}`,
    },
    {
      id: "mail.message-dkim",
      passes: passing.length > 0 && dmarc.dkimAligned,
      expected: `a DKIM signature that verifies and aligns with ${from}`,
      got: `${shown}${passing.length > 0 && !dmarc.dkimAligned ? ", which does not align" : ""}`,
    },
    {
      id: "mail.message-dmarc",
      passes: dmarc.result === "pass",
      expected: `DMARC pass for ${from}`,
      got: `${dmarc.result}${dmarc.policy === undefined ? "" : ` under policy ${dmarc.policy}`}`,
    },
  ];
  return rows.filter(({ id }) => (id === "mail.message-spf" ? ways.spf : id === "mail.message-dkim" ? ways.dkim : true));
}
