import { checkBimiText, isBimiName } from "./bimi.ts";
import { checkDkimText, isDkimName } from "./dkim/record.ts";
import { checkDmarcText } from "./dmarc/check-text.ts";
import { isAlmostDmarc, isDmarc } from "./dmarc/record.ts";
import { checkMtaStsText } from "./mta-sts/policy.ts";
import type { MailRemark } from "./remark.ts";
import { checkTlsRptText } from "./tls-rpt.ts";

/** Judges one TXT record by the name that it stands at: receivers look for each policy in one place. Empty for texts that are no policy. */
export function checkPolicyText(name: string, text: string): readonly MailRemark[] {
  if (isReportAuthorisation(name)) return isDmarc(text) ? [] : checkDmarcText(text).remarks;
  if (name.startsWith("_dmarc.")) return checkDmarcText(text).remarks;
  if (isDkimName(name)) return checkDkimText(text);
  if (name.startsWith("_mta-sts.")) return checkMtaStsText(text);
  if (name.startsWith("_smtp._tls.")) return checkTlsRptText(text);
  if (isBimiName(name)) return checkBimiText(text);
  return isDmarc(text) || isAlmostDmarc(text) ? [misplaced(name)] : [];
}

/** Consent of a domain to take reports about another. Source: RFC 9990 section 3. */
function isReportAuthorisation(name: string): boolean {
  return name.includes("._report._dmarc.");
}

function misplaced(name: string): MailRemark {
  return {
    severity: "error",
    code: "DMARC_MISPLACED",
    expected: "DMARC at _dmarc below the domain",
    got: name,
    fix: `receivers ask at _dmarc.${name} only; for the zone's own domain, mail.dmarc writes it`,
  };
}
