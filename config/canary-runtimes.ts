/**
 * Runtimes that a canary may have: Node.js with Puppeteer, those with the `@aws/synthetics-puppeteer` namespace only. AWS retires them:
 * a canary of a retired one keeps running and can no longer be changed.
 * Source: CloudWatch user guide, runtime versions using Node.js and Puppeteer (checked 2026-11-26).
 */
export const CANARY_RUNTIMES = ["syn-nodejs-puppeteer-13.1", "syn-nodejs-puppeteer-15.0"] as const;
export const NEWEST_CANARY_RUNTIME = "syn-nodejs-puppeteer-15.0";
