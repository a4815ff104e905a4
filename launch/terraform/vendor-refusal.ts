/** What a vendor's refusal asks of the operator, where that is more than mending the cause and planning again. */
interface Refusal {
  readonly says: RegExp;
  readonly advice: (target: string) => string;
}

/**
 * By what providers print: error codes of Cloudflare's API, and the error types of AWS.
 * Source: developers.cloudflare.com/api, DNS records and rulesets; AWS General Reference, common errors (checked 2026-11-26).
 */
const REFUSALS: readonly Refusal[] = [
  {
    says: /\b(81053|81054|81057|81058|20217)\b|already exists|AlreadyExists|ResourceExistsException|ResourceInUse/,
    advice: (target) => `something of that name is there already: run slipway adopt ${target}, so that the next plan imports it`,
  },
  {
    says: /scheduled for deletion/,
    advice: () => "a secret of that name waits to be deleted: a rollback restores it, or wait until its recovery window is over",
  },
  {
    says: /\b(9109|10000|6003)\b.*(token|auth)|Authentication error|ExpiredToken|InvalidClientTokenId|AccessDenied|UnauthorizedOperation|\b403 Forbidden\b/i,
    advice: () => "the applier's credentials do not reach that far: renew them, or give them the right, and apply by a new plan",
  },
  {
    says: /\b(10429|971)\b|Throttling|TooManyRequests|Rate exceeded|\b429\b/,
    advice: () => "the vendor asked for fewer requests: wait some minutes before the next plan",
  },
  {
    says: /quota|LimitExceeded|\b(1004|81045)\b.*(limit|exceeded)/i,
    advice: () => "a quota of the account is used up: have it raised, or remove what is no longer used",
  },
];

/** Advice on the first refusal that is known; undefined when none of the messages is. */
export function adviceOn(errors: readonly string[], target: string): string | undefined {
  return errors.flatMap((error) => REFUSALS.filter(({ says }) => says.test(error)).map(({ advice }) => advice(target)))[0];
}
