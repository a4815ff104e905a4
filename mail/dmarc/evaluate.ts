import type { Resolve } from "../dns/answer.ts";
import { organizationalDomain, treeWalk } from "./organizational-domain.ts";
import { type ReceivedDmarc, receivedDmarc } from "./receiver.ts";
import { type DmarcPolicy, dmarcName } from "./record.ts";

/** What SPF and DKIM have said of one message. Names in lower case, without trailing dot. */
export interface AuthenticatedMail {
  /** Domain of the From line. */
  readonly author: string;
  /** Domain of the envelope sender, where SPF passed. */
  readonly spf: string | undefined;
  /** Domains of the signatures that passed. */
  readonly dkim: readonly string[];
}

/** `none`: nobody has published a policy; `undecided`: DNS gave no answer that the verdict rests on. */
export type DmarcResult = "pass" | "fail" | "none" | "undecided";

export interface DmarcVerdict {
  readonly result: DmarcResult;
  /** Where the applied record stands. */
  readonly policyDomain: string | undefined;
  /** What receivers are asked to do with mail that fails, `t=y` taken into account. */
  readonly policy: DmarcPolicy | undefined;
  readonly spfAligned: boolean;
  readonly dkimAligned: boolean;
}

/** One level less. Source: RFC 9989 section 4.7, t. */
const TESTED: Readonly<Record<DmarcPolicy, DmarcPolicy>> = { none: "none", quarantine: "none", reject: "quarantine" };

/** Longest name and label that DNS knows. Source: RFC 1035 section 2.3.4. */
const MAX_NAME = 253;
const MAX_LABEL = 63;

/** What a receiver concludes, over a resolver. At most eight queries for the policy of one name. Source: RFC 9989 sections 4.10 and 5.3. */
export async function evaluateDmarc({ author, spf, dkim }: AuthenticatedMail, resolve: Resolve): Promise<DmarcVerdict> {
  const records = recordsOver(resolve);
  const walked = await walk(author, records);
  const own = walked.found.get(author);
  if (own === undefined && walked.failed) return UNDECIDED;
  const home = organizationalDomain(author, (name) => walked.found.get(name)?.psd);
  const inherited = walked.found.get(home) ?? [...walked.found.values()].find(({ psd }) => psd === "y");
  const record = own ?? inherited;
  const policyDomain = [...walked.found].find(([, each]) => each === record)?.[0];
  if (record?.policies === undefined) return { ...UNDECIDED, result: "none" };

  const aligns = async (domain: string, strict: boolean): Promise<boolean | undefined> => {
    if (domain === author) return true;
    if (strict) return false;
    if (walked.failed) return domain.split(".").at(-1) === author.split(".").at(-1) ? undefined : false;
    if (domain !== home && !domain.endsWith(`.${home}`)) return false;
    const other = await walk(domain, records);
    return other.failed ? undefined : organizationalDomain(domain, (name) => other.found.get(name)?.psd) === home;
  };
  const spfAlignment = spf === undefined ? false : await aligns(spf, record.strictSpf);
  const dkimAlignments = await Promise.all(dkim.map((domain) => aligns(domain, record.strictDkim)));
  const passes = spfAlignment === true || dkimAlignments.includes(true);

  const { own: p, subdomain, nonexistent } = record.policies;
  const exists = own === undefined && nonexistent !== undefined && nonexistent !== subdomain ? await nameExists(author, resolve) : true;
  const published = own !== undefined ? p : exists === false ? (nonexistent ?? subdomain) : subdomain;
  // existence that nobody could tell matters only to mail that fails
  const unsure = spfAlignment === undefined || dkimAlignments.includes(undefined) || exists === undefined;
  return {
    result: passes ? "pass" : unsure ? "undecided" : "fail",
    policyDomain,
    policy: record.testing ? TESTED[published] : published,
    spfAligned: spfAlignment === true,
    dkimAligned: dkimAlignments.includes(true),
  };
}

const UNDECIDED: DmarcVerdict = {
  result: "undecided",
  policyDomain: undefined,
  policy: undefined,
  spfAligned: false,
  dkimAligned: false,
};

type Records = (name: string) => Promise<ReceivedDmarc | "failed" | undefined>;

/** Walks for several names share most of their parents: each is asked once. */
function recordsOver(resolve: Resolve): Records {
  const asked = new Map<string, ReturnType<Records>>();
  const ask: Records = async (name) => {
    if (!isName(dmarcName(name))) return undefined;
    const answer = await resolve(dmarcName(name), "TXT");
    if (answer.kind === "failed") return "failed";
    return answer.kind === "found" ? receivedDmarc(answer.values) : undefined;
  };
  return (name) => {
    const known = asked.get(name) ?? ask(name);
    asked.set(name, known);
    return known;
  };
}

/** Records from the name upwards, until one says where the organisation ends. */
async function walk(
  name: string,
  records: Records,
): Promise<{ readonly found: ReadonlyMap<string, ReceivedDmarc>; readonly failed: boolean }> {
  const found = new Map<string, ReceivedDmarc>();
  for (const candidate of treeWalk(name)) {
    const record = await records(candidate);
    if (record === "failed") return { found, failed: true };
    if (record === undefined) continue;
    found.set(candidate, record);
    if (record.psd !== "u") break;
  }
  return { found, failed: false };
}

/**
 * Any record makes a name exist, a CNAME that leads nowhere too: its target's NXDOMAIN is not its own. Undefined: nobody could tell.
 * Source: RFC 9989 appendix A.4, RFC 8020, RFC 6604 section 3.
 */
async function nameExists(name: string, resolve: Resolve): Promise<boolean | undefined> {
  if (!isName(name)) return false;
  const address = await resolve(name, "A");
  if (address.kind === "failed") return undefined;
  if (address.kind !== "nxdomain") return true;
  const alias = await resolve(name, "CNAME");
  return alias.kind === "failed" ? undefined : alias.kind === "found";
}

function isName(name: string): boolean {
  return name.length <= MAX_NAME && name.split(".").every((label) => label.length > 0 && label.length <= MAX_LABEL);
}
