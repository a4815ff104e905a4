/**
 * The one version of each provider, exact.
 *
 * Cloudflare: the bindings ask for 5.14.0, whose state later versions cannot read, and which has blanked zone ids; below 5.19.1 never.
 * AWS: the version the bindings were made from.
 * Source: cloudflare/terraform-provider-cloudflare, docs/guides/version-5-migration.md and CHANGELOG 5.19.0 to 5.22.0 (checked 2026-11-22).
 */
export const PROVIDER_PINS = {
  cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" },
  aws: { source: "hashicorp/aws", version: "6.25.0" },
} as const;
