import { closestName } from "../../errors/closest-name.ts";
import type { MailRemark } from "../remark.ts";
import { parseTagList } from "../tag-list.ts";
import { DMARC_POLICIES, type DmarcPolicy, type DmarcRecord, FAILURE_OPTIONS, type FailureOption, isDmarc } from "./record.ts";
import { parseReportUri } from "./report-uri.ts";

export interface CheckedDmarc {
  /** There when nothing is wrong but what is only odd. */
  readonly record?: DmarcRecord;
  readonly remarks: readonly MailRemark[];
}

const TAGS = ["v", "p", "sp", "np", "psd", "t", "adkim", "aspf", "rua", "ruf", "fo"];

/** Tags of RFC 7489 that receivers of today ignore. Source: RFC 9989 appendix A.6. */
const HISTORIC_TAGS = ["rf", "ri"];

/** Judges what a domain publishes. Stricter than receivers, who guess `p=none` from a broken policy: what we publish has to be right. */
export function checkDmarcText(text: string): CheckedDmarc {
  if (!isDmarc(text)) return { remarks: [notRecognised(text)] };
  const list = parseTagList(text);
  if (!list.ok)
    return { remarks: list.problems.map((problem) => malformed("tags of the form name=value, each once, between semicolons", problem)) };
  const reader = readerOf(list.tags);
  const policy = reader.oneOf("p", DMARC_POLICIES);
  const subdomainPolicy = reader.oneOf("sp", DMARC_POLICIES);
  const nonexistentPolicy = reader.oneOf("np", DMARC_POLICIES);
  const publicSuffix = reader.oneOf("psd", ["y", "n", "u"]);
  const testing = reader.oneOf("t", ["y", "n"]) === "y";
  const dkimAlignment = reader.oneOf("adkim", ["r", "s"]) === "s" ? "strict" : "relaxed";
  const spfAlignment = reader.oneOf("aspf", ["r", "s"]) === "s" ? "strict" : "relaxed";
  const reportTo = reader.mailboxes("rua");
  const failureReportTo = reader.mailboxes("ruf");
  const failureOptions = reader.failureOptions();
  const remarks = [
    ...reader.remarks,
    ...(list.tags.has("p") ? [] : [malformed("the tag p", "none, which receivers of RFC 7489 take for no record at all")]),
    ...historic(list.tags),
    ...unknown(list.tags),
    ...idle({ policy, testing, subdomainPolicy, nonexistentPolicy }),
    ...(list.tags.has("fo") && failureReportTo.length === 0 ? [unread("fo", "ruf")] : []),
    ...(list.tags.has("rua") ? [] : [blind()]),
  ];
  if (policy === undefined || remarks.some(({ severity }) => severity === "error")) return { remarks };
  return {
    record: {
      policy,
      ...(subdomainPolicy === undefined ? {} : { subdomainPolicy }),
      ...(nonexistentPolicy === undefined ? {} : { nonexistentPolicy }),
      ...(publicSuffix === undefined || publicSuffix === "u" ? {} : { publicSuffix }),
      testing,
      dkimAlignment,
      spfAlignment,
      reportTo,
      failureReportTo,
      failureOptions,
    },
    remarks,
  };
}

function readerOf(tags: ReadonlyMap<string, string>) {
  const remarks: MailRemark[] = [];
  return {
    remarks,
    oneOf<T extends string>(tag: string, values: readonly T[]): T | undefined {
      const written = tags.get(tag);
      const value = values.find((each) => each === written?.toLowerCase());
      if (written === undefined || value !== undefined) return value;
      const near = values[0] !== undefined && values[0].length > 1 ? closestName(written, values) : undefined;
      remarks.push(
        malformed(`${tag}= one of ${values.join(", ")}`, `${tag}=${written}`, near === undefined ? undefined : `${tag}=${near}`),
      );
      return undefined;
    },
    mailboxes(tag: string): string[] {
      const written = tags.get(tag);
      if (written === undefined) return [];
      return written.split(",").flatMap((part) => {
        const uri = parseReportUri(part.trim());
        if (uri.kind === "malformed") {
          const meant = uri.didYouMean === undefined ? undefined : `${tag}=${uri.didYouMean}`;
          remarks.push(malformed(`${tag}= mailto: addresses between commas`, `${tag}=${part.trim()}`, meant));
        } else if (uri.kind === "other") {
          remarks.push(notServed(`${tag}= mailto: addresses`, part.trim(), `name a mailbox: receivers need not serve ${uri.scheme}:`));
        } else if (uri.hasSizeLimit) {
          remarks.push(notServed(`${tag}= addresses without a size limit`, part.trim(), "remove the part from the exclamation mark on"));
        }
        return uri.kind === "mailbox" ? [uri.address] : [];
      });
    },
    failureOptions(): FailureOption[] {
      const written = tags.get("fo");
      if (written === undefined) return [];
      return written.split(":").flatMap((part) => {
        const option = FAILURE_OPTIONS.find((each) => each === part.trim().toLowerCase());
        if (option === undefined) remarks.push(malformed(`fo= of ${FAILURE_OPTIONS.join(", ")} between colons`, `fo=${written}`));
        return option === undefined ? [] : [option];
      });
    },
  };
}

function notRecognised(text: string): MailRemark {
  const reason = /^["']/.test(text)
    ? "a quote before the version"
    : /^\s/.test(text)
      ? "white space before the version"
      : /^v\s*=\s*DMARC1\s*[,:\s]/.test(text)
        ? "no semicolon behind the version"
        : /^v\s*=\s*DMARC1/i.test(text)
          ? "the version in other letters, or with something behind it"
          : "something before the version";
  return {
    severity: "error",
    code: "DMARC_NOT_RECOGNISED",
    expected: "a record that starts with v=DMARC1, in capitals, and a semicolon",
    got: `${reason} in ${JSON.stringify(text.slice(0, 40))}`,
    fix: "receivers see no DMARC here: write v=DMARC1; p=...; and the other tags behind",
  };
}

function malformed(expected: string, got: string, didYouMean?: string): MailRemark {
  const fix = didYouMean === undefined ? "write the record as RFC 9989 section 4.7 has it" : `did you mean ${didYouMean}?`;
  return { severity: "error", code: "DMARC_MALFORMED", expected, got, fix };
}

function notServed(expected: string, got: string, fix: string): MailRemark {
  return { severity: "warning", code: "DMARC_REPORT_TARGET_ODD", expected, got, fix };
}

/** `pct` is the one whose loss changes what happens: a tenth of the mail was meant, and all of it is hit. */
function historic(tags: ReadonlyMap<string, string>): MailRemark[] {
  const pct = tags.get("pct");
  return [
    ...(pct === undefined
      ? []
      : [
          {
            severity: "error" as const,
            code: "DMARC_PCT" as const,
            expected: "a record without pct, which receivers of today ignore",
            got: `pct=${pct}`,
            fix: "remove it; for a step at a time write t=y, which asks receivers to apply one level less than p says",
          },
        ]),
    ...HISTORIC_TAGS.filter((tag) => tags.has(tag)).map((tag) =>
      ignored(`${tag}=${tags.get(tag)}`, "remove it: it has no effect any more"),
    ),
  ];
}

function unknown(tags: ReadonlyMap<string, string>): MailRemark[] {
  const known = [...TAGS, ...HISTORIC_TAGS, "pct"];
  return [...tags.keys()]
    .filter((tag) => !known.includes(tag) && tag !== "V")
    .map((tag) => {
      const near = known.find((each) => each === tag.toLowerCase()) ?? (tag.length > 2 ? closestName(tag, TAGS) : undefined);
      return ignored(`${tag}=${tags.get(tag)}`, near === undefined ? "remove it: receivers skip it" : `did you mean ${near}=?`);
    });
}

function ignored(got: string, fix: string): MailRemark {
  return { severity: "warning", code: "DMARC_TAG_IGNORED", expected: `the tags ${TAGS.join(" ")}`, got, fix };
}

function idle(policies: { readonly testing: boolean } & { readonly [K in string]?: DmarcPolicy | boolean | undefined }): MailRemark[] {
  const enforced = Object.values(policies).some((policy) => policy === "quarantine" || policy === "reject");
  if (!policies.testing || enforced) return [];
  return [ignored("t=y with nothing to enforce", "remove t=y, or set p=quarantine")];
}

function unread(tag: string, needed: string): MailRemark {
  return ignored(`${tag}= without ${needed}=`, `name a mailbox in ${needed}=, or remove ${tag}=`);
}

function blind(): MailRemark {
  return {
    severity: "warning",
    code: "DMARC_UNWATCHED",
    expected: "rua= with a mailbox for aggregate reports",
    got: "none",
    fix: "add one: without reports nobody sees who sends as the domain, nor what the policy breaks",
  };
}
