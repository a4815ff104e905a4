/**
 * Names that refuse to be reached through Cloudflare's proxy: they prove who owns a domain or a key, and the proxy would answer in their
 * place. Source: developers.cloudflare.com/dns/proxy-status/limitations, non-proxiable records (checked 2026-11-25).
 */
const NOT_PROXIABLE = [
  "acm-validations.aws",
  "dkim.amazonses.com",
  "dkim2.mcsv.net",
  "dkim3.mcsv.net",
  "dcv.digicert.com",
  "domainkey.sendgrid.net",
  "onmicrosoft.com",
  "mail.protection.outlook.com",
  "autodiscover.outlook.com",
  "mktomail.com",
  "sendgrid.net",
] as const;

/**
 * Services where anybody may claim a name that nobody holds, and with it the visitors of whoever still points there.
 * Source: github.com/EdOverflow/can-i-take-over-xyz, vulnerable and edge-case services (checked 2026-11-25).
 */
const CLAIMABLE = [
  "azure-api.net",
  "azurecontainer.io",
  "azureedge.net",
  "azurefd.net",
  "azurewebsites.net",
  "blob.core.windows.net",
  "cloudapp.azure.com",
  "cloudapp.net",
  "cloudfront.net",
  "elasticbeanstalk.com",
  "firebaseapp.com",
  "fly.dev",
  "ghost.io",
  "github.io",
  "gitlab.io",
  "herokuapp.com",
  "herokudns.com",
  "myshopify.com",
  "netlify.app",
  "ngrok.io",
  "onrender.com",
  "pages.dev",
  "pantheonsite.io",
  "readthedocs.io",
  "statuspage.io",
  "surge.sh",
  "trafficmanager.net",
  "up.railway.app",
  "vercel-dns.com",
  "vercel.app",
  "web.core.windows.net",
  "webflow.io",
  "wordpress.com",
  "zendesk.com",
] as const;

/** `bucket.s3.amazonaws.com`, `bucket.s3-website.eu-west-1.amazonaws.com` and their kin. */
const S3 = /(^|\.)s3([.-][a-z0-9-]+)*\.amazonaws\.com$/;

/**
 * Endpoints that answer under their own name only: their certificate names no customer's host, and S3 websites have none at all.
 * Source: Amazon S3 user guide, website endpoints and virtual hosting; API Gateway developer guide, custom domain names; Lambda developer
 * guide, function URLs (checked 2026-11-26).
 */
const OWN_NAME_ONLY = [S3, /\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/, /\.lambda-url\.[a-z0-9-]+\.on\.aws$/];

/** Whether an origin can never present a certificate for a host of ours. */
export function answersUnderOwnNameOnly(origin: string): boolean {
  return OWN_NAME_ONLY.some((pattern) => pattern.test(origin));
}

/** The service that will not be proxied; undefined when the target is none of those. */
export function notProxiable(target: string): string | undefined {
  return NOT_PROXIABLE.find((suffix) => isUnder(target, suffix));
}

/** The service where a stranger could claim the target; undefined when it is none of those. */
export function claimableAt(target: string): string | undefined {
  return CLAIMABLE.find((suffix) => isUnder(target, suffix)) ?? (S3.test(target) ? "s3.amazonaws.com" : undefined);
}

function isUnder(name: string, suffix: string): boolean {
  return name === suffix || name.endsWith(`.${suffix}`);
}
