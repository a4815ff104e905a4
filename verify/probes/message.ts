import { dkimVerify } from "mailauth/lib/dkim/verify";
import { dmarc } from "mailauth/lib/dmarc";
import { spf } from "mailauth/lib/spf";
import type { Answer, QuestionType, Resolve } from "../../mail/dns/answer.ts";

// Messages are judged by mailauth, so that the engine that composed the records does not judge itself. Only its sub-paths load on Node 20.

/** A message as the server that took it saw it. */
export interface ReceivedMessage {
  readonly raw: Buffer;
  readonly clientIp: string;
  /** Name that the client gave in EHLO. */
  readonly helo: string;
  /** Envelope sender; empty for bounces. */
  readonly mailFrom: string;
}

export interface MessageVerdict {
  /** Domain of the From line; undefined: none that can be told. */
  readonly author: string | undefined;
  readonly spf: { readonly result: string; readonly domain: string };
  readonly dkim: readonly { readonly result: string; readonly domain: string; readonly selector: string }[];
  readonly dmarc: {
    readonly result: string;
    readonly policy: string | undefined;
    readonly spfAligned: boolean;
    readonly dkimAligned: boolean;
  };
}

const RECEIVER = "receiver.invalid";

/** SPF, DKIM and DMARC of one message, each by its RFC to the letter. Source: RFC 7208, RFC 6376, RFC 9989. */
export async function judgeMessage({ raw, clientIp, helo, mailFrom }: ReceivedMessage, resolve: Resolve): Promise<MessageVerdict> {
  const resolver = rowsOf(resolve);
  const envelope = await spf({ sender: mailFrom, ip: clientIp, helo, mta: RECEIVER, resolver, strict: true });
  const signed = await dkimVerify(raw, { resolver, sender: mailFrom, strict: true } as Parameters<typeof dkimVerify>[1]); // its types leave out strict
  const spfResult = String(envelope.status.result);
  const spfDomain = String(envelope.domain ?? "");
  const signatures = signed.results.map((each) => ({
    result: String(each.status.result),
    domain: String(each.signingDomain ?? ""),
    selector: String(each.selector ?? ""),
  }));
  const policy = await dmarc({
    headerFrom: signed.headerFrom,
    fromFields: "fromFields" in signed ? signed.fromFields : undefined,
    spfDomains: spfResult === "pass" ? [{ domain: spfDomain }] : [],
    dkimDomains: signatures.filter(({ result }) => result === "pass").map(({ domain }) => ({ id: domain, domain, aligned: true })),
    resolver,
    strict: true,
  } as unknown as Parameters<typeof dmarc>[0]); // its types leave out half of the options
  const [author] = [signed.headerFrom ?? []].flat().map((address) => address.slice(address.lastIndexOf("@") + 1).toLowerCase());
  return {
    author,
    spf: { result: spfResult, domain: spfDomain },
    dkim: signatures,
    dmarc:
      policy === false
        ? { result: "none", policy: undefined, spfAligned: false, dkimAligned: false }
        : {
            result: policy.status.result,
            policy: policy.policy,
            spfAligned: typeof policy.alignment?.spf.result === "string",
            dkimAligned: typeof policy.alignment?.dkim.result === "string",
          },
  };
}

const ERROR_CODES = { empty: "ENODATA", nxdomain: "ENOTFOUND", failed: "ETIMEOUT" } as const;

/** In the form of node's own resolver, which mailauth expects. */
function rowsOf(resolve: Resolve): (name: string, type: string) => Promise<string[][]> {
  return async (name, type) => {
    const answer = await resolve(name.toLowerCase().replace(/\.$/, ""), typeOf(type));
    if (answer.kind === "found") return answer.values.map((value) => rowOf(value, type)) as string[][]; // its types know no MX
    throw noAnswer(name, answer);
  };
}

function rowOf(value: string, type: string): unknown {
  if (type === "TXT") return [value];
  const [priority = "0", exchange = ""] = value.split(" ");
  return type === "MX" ? { priority: Number(priority), exchange: exchange.replace(/\.$/, "") } : value;
}

function typeOf(type: string): QuestionType {
  const known = (["A", "AAAA", "MX", "TXT", "PTR", "CNAME"] as const).find((each) => each === type);
  if (known === undefined) throw new Error(`no answers of type ${type}`);
  return known;
}

function noAnswer(name: string, answer: Exclude<Answer, { kind: "found" }>): Error {
  return Object.assign(new Error(`${answer.kind} ${name}`), { code: ERROR_CODES[answer.kind] });
}
