import type { DkimKey } from "./records.ts";

/** A service that sends mail as the domain, and what it gave out for publication. */
export type MailSender = MailService & {
  /** Where links in its mail lead first, to be counted; Mailgun has a label of its own for it. */
  readonly links?: { readonly label: string; readonly target: string } | undefined;
};

type MailService =
  | { readonly kind: "google"; readonly dkim: DkimKey }
  | { readonly kind: "m365"; readonly dkimTargets: readonly [selector1: string, selector2: string] }
  | { readonly kind: "ses"; readonly region: string; readonly mailFromLabel: string; readonly dkimTokens: readonly string[] }
  | { readonly kind: "sendgrid"; readonly authenticationHost: string; readonly returnPathLabel: string; readonly apexSpf: boolean }
  | { readonly kind: "postmark"; readonly dkim: DkimKey; readonly returnPathLabel: string }
  | {
      readonly kind: "mailgun";
      readonly region: "us" | "eu";
      readonly label: string;
      readonly dkim: DkimKey;
      readonly trackingLabel: string;
      readonly receives: boolean;
    }
  | { readonly kind: "mailchimp" }
  | {
      readonly kind: "hubspot";
      readonly portalId: string;
      readonly dkimTargets: readonly [hs1: string, hs2: string];
      readonly returnPath?: { readonly label: string; readonly target: string } | undefined;
    }
  | { readonly kind: "zendesk" }
  | {
      readonly kind: "custom";
      readonly name: string;
      readonly spfTerms: readonly string[];
      readonly dkim: readonly DkimKey[];
      /** Of the envelope sender; its SPF terms stand there. Empty for the domain itself. */
      readonly returnPathLabel: string;
      /** Whose domain the envelope sender is of: the service's own never aligns. */
      readonly envelope: "ours" | "theirs";
    };

export type SenderKind = MailSender["kind"];
