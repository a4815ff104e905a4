import { renderDkim } from "./dkim.ts";

/** A service that sends mail as the domain, and what it gave us to publish. */
export type MailSender =
  | { readonly kind: "google"; readonly dkim: DkimKey }
  | { readonly kind: "sendgrid"; readonly authenticationHost: string; readonly returnPathLabel: string }
  | { readonly kind: "custom"; readonly name: string; readonly spfTerms: readonly string[]; readonly dkim: readonly DkimKey[] };

export interface DkimKey {
  readonly selector: string;
  /** SubjectPublicKeyInfo in base64. */
  readonly publicKey: string;
}

/** What a sender needs in DNS; names are relative to the domain. */
export interface SenderRecords {
  readonly name: string;
  readonly spfTerms: readonly string[];
  readonly dkim: readonly { readonly selector: string; readonly type: "TXT" | "CNAME"; readonly value: string }[];
  /** CNAMEs that take bounces and align SPF. */
  readonly returnPaths: readonly { readonly label: string; readonly target: string }[];
}

/**
 * Sources (checked 2026-11-22): support.google.com/a/answer/33786 (SPF) and 174124 (DKIM);
 * docs.sendgrid.com/ui/account-and-settings/how-to-set-up-domain-authentication, automated security: three CNAMEs, of which
 * two are DKIM keys that SendGrid rotates.
 */
export function recordsOf(sender: MailSender): SenderRecords {
  switch (sender.kind) {
    case "google":
      return { name: "google", spfTerms: ["include:_spf.google.com"], dkim: [published(sender.dkim)], returnPaths: [] };
    case "sendgrid":
      return {
        name: "sendgrid",
        spfTerms: ["include:sendgrid.net"],
        dkim: ["s1", "s2"].map((selector) => ({
          selector,
          type: "CNAME",
          value: `${selector}.domainkey.${sender.authenticationHost}`,
        })),
        returnPaths: [{ label: sender.returnPathLabel, target: sender.authenticationHost }],
      };
    case "custom":
      return { name: sender.name, spfTerms: sender.spfTerms, dkim: sender.dkim.map(published), returnPaths: [] };
  }
}

function published({ selector, publicKey }: DkimKey): SenderRecords["dkim"][number] {
  return { selector, type: "TXT", value: renderDkim(publicKey) };
}
