/** What kind of thing a shape finds; a report can group by it. */
export type SecretClass = "private key" | "credentials in a URL" | "connection string" | "signed token" | "provider key" | "random text";

export interface SecretShape {
  readonly class: Exclude<SecretClass, "random text">;
  /** In the reader's words. */
  readonly kind: string;
  readonly shape: RegExp;
}

const PROVIDER_KEYS: readonly (readonly [kind: string, shape: RegExp])[] = [
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/],
  ["a GitLab token", /\bgl(pat|dt|rt|ptt|agent|soat)-[A-Za-z0-9_-]{16,}/],
  ["a Slack token", /\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/],
  ["a Slack webhook", /hooks\.slack\.com\/(services|workflows)\/[A-Za-z0-9/]{20,}/],
  ["a Discord webhook", /discord(app)?\.com\/api\/webhooks\/\d+\/[A-Za-z0-9_-]{20,}/],
  ["a Stripe key", /\b[rs]k_(live|test)_[A-Za-z0-9]{10,}/],
  ["a webhook signing secret", /\bwhsec_[A-Za-z0-9+/=_-]{10,}/],
  ["a SendGrid key", /\bSG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ["a Mailgun key", /\bkey-[0-9a-f]{32}\b/],
  ["a Resend key", /\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{16,}/],
  ["a Twilio key", /\bSK[0-9a-f]{32}\b/],
  ["a Google API key", /\bAIza[A-Za-z0-9_-]{30,}/],
  ["a Google OAuth secret", /\bGOCSPX-[A-Za-z0-9_-]{20,}/],
  ["a model provider's key", /\b(sk-[A-Za-z0-9_-]{16,}|(gsk_|xai-|pplx-|r8_)[A-Za-z0-9]{20,})/],
  ["an npm token", /\bnpm_[A-Za-z0-9]{20,}/],
  ["a PyPI token", /\bpypi-[A-Za-z0-9_-]{40,}/],
  ["a Cloudflare token", /\bcf(ut|at|k)?_[A-Za-z0-9_-]{30,}/],
  ["a Hugging Face token", /\bhf_[A-Za-z0-9]{20,}/],
  ["a DigitalOcean token", /\bdo[opr]_v1_[0-9a-f]{32,}/],
  ["a Shopify token", /\bshp(at|ca|pa|ss)_[0-9A-Fa-f]{16,}/],
  ["a Vault token", /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/],
  ["a HCP Terraform token", /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}/],
  ["a Grafana token", /\bgl(sa|c)_[A-Za-z0-9+/=_-]{20,}/],
  ["a Sentry token", /\bsntry[su]_[A-Za-z0-9+/=_-]{20,}/],
  ["a Databricks token", /\bdapi[0-9a-f]{32}\b/],
  ["a Supabase token", /\bsb(p|_secret)_[A-Za-z0-9_-]{20,}/],
  ["a Linear key", /\blin_(api|oauth)_[A-Za-z0-9]{20,}/],
  ["a Notion key", /\bntn_[A-Za-z0-9]{30,}/],
  ["an Atlassian token", /\bATATT3[A-Za-z0-9_=-]{30,}/],
  ["a New Relic key", /\bNRAK-[A-Z0-9]{20,}/],
  ["a Telegram bot token", /\b\d{8,10}:AA[A-Za-z0-9_-]{30,}/],
  ["a bearer token", /\b(bearer|basic) +[A-Za-z0-9+/._~-]{16,}=*/i],
];

/** Prefixes and forms as the vendors document them for secret scanning. */
export const SHAPES: readonly SecretShape[] = [
  { class: "private key", kind: "a private key", shape: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/ },
  // the end of the scheme is enough: looking for its start takes quadratic time in long texts
  { class: "credentials in a URL", kind: "a URL with a password", shape: /[a-z0-9+.-]:\/\/[^\s/?#@]*:[^\s/?#@]+@/i },
  { class: "credentials in a URL", kind: "a URL with a user name", shape: /[a-z0-9+.-]:\/\/[^\s/?#@]+@/i },
  {
    class: "credentials in a URL",
    kind: "a signed URL",
    shape: /[?&](X-Amz-Signature|sig|X-Goog-Signature)=[A-Za-z0-9%+/]{20,}/,
  },
  {
    class: "connection string",
    kind: "a connection string with a password",
    // a placeholder is none
    shape: /(^|[;\s])(password|pwd|accountkey|sharedaccesskey)=[^;\s<>{}*$"'][^;\s<>{}*$"']{3,}/i,
  },
  {
    class: "signed token",
    kind: "a JSON web token",
    shape: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/,
  },
  ...PROVIDER_KEYS.map(([kind, shape]): SecretShape => ({ class: "provider key", kind, shape })),
];
