import type { CanaryMonitorModel } from "../config/monitor-model.ts";

/** A call that takes longer is an outage for whoever waits. */
const CALL_LIMIT_MS = 20_000;
/** Longest wait for a page, and for its text to show. */
const PAGE_LIMIT_MS = 30_000;
const TEXT_LIMIT_MS = 15_000;

/**
 * What a canary runs: plain JavaScript for Node.js 20 and newer, without anything to install. It fails by throwing, and says where and
 * what status, but never what it sent or was answered: what it says lies in the artifacts for weeks.
 *
 * `secretsRegion` is where Secrets Manager holds the synthetic user.
 * Source: CloudWatch user guide, writing a Node.js canary script from scratch (checked 2026-11-26).
 */
export function canaryScript({ host, path, script }: Pick<CanaryMonitorModel, "host" | "path" | "script">, secretsRegion: string): string {
  if (script.kind === "api")
    return `"use strict";\nconst SETTINGS = ${JSON.stringify({ host, secretsRegion, steps: script.steps })};\n${API}`;
  if (script.kind === "page")
    return `"use strict";\nconst SETTINGS = ${JSON.stringify({ host, path, contains: script.contains })};\n${PAGE}`;
  return ""; // somebody else's script lies in S3
}

const API = `
async function secret(name) {
  const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
  const client = new SecretsManagerClient({ region: SETTINGS.secretsRegion });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
  return SecretString;
}

function objectIn(text, what) {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // the parser's message quotes the text
  }
  throw new Error(what + " is not a JSON object");
}

exports.handler = async () => {
  const cookies = new Map();
  let bearer;
  for (const [index, step] of SETTINGS.steps.entries()) {
    const where = "step " + (index + 1) + ", " + step.method + " " + step.path;
    const headers = { accept: "application/json", "user-agent": "slipway-canary" };
    if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => name + "=" + value).join("; ");
    if (step.bearer !== undefined) bearer = await secret(step.bearer);
    if (bearer !== undefined) headers.authorization = "Bearer " + bearer;
    const fields = step.credentials === undefined ? undefined : objectIn(await secret(step.credentials), "secret " + step.credentials);
    const hasBody = step.json !== undefined || fields !== undefined;
    if (hasBody) headers["content-type"] = "application/json";
    const response = await fetch("https://" + SETTINGS.host + step.path, {
      method: step.method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(${CALL_LIMIT_MS}),
      ...(hasBody ? { body: JSON.stringify({ ...step.json, ...fields }) } : {}),
    });
    const text = await response.text();
    if (response.status !== step.status) throw new Error(where + ": expected " + step.status + ", got " + response.status);
    if (step.contains !== undefined && !text.includes(step.contains)) throw new Error(where + ": the answer lacks " + JSON.stringify(step.contains));
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const cut = pair.indexOf("=");
      cookies.set(pair.slice(0, cut).trim(), pair.slice(cut + 1).trim());
    }
    if (step.keepBearer !== undefined) {
      bearer = objectIn(text, where + ": the answer")[step.keepBearer];
      if (typeof bearer !== "string") throw new Error(where + ": no text under " + step.keepBearer);
    }
  }
};
`;

const PAGE = `
const synthetics = require("@aws/synthetics-puppeteer");

exports.handler = async () => {
  const page = await synthetics.getPage();
  const response = await page.goto("https://" + SETTINGS.host + SETTINGS.path, { waitUntil: "domcontentloaded", timeout: ${PAGE_LIMIT_MS} });
  const status = response === null ? "nothing" : response.status();
  if (status !== 200) throw new Error("expected 200, got " + status);
  const host = new URL(page.url()).host;
  if (host !== SETTINGS.host) throw new Error("expected to stay on " + SETTINGS.host + ", was sent to " + host);
  await page.waitForFunction((text) => document.body.innerText.includes(text), { timeout: ${TEXT_LIMIT_MS} }, SETTINGS.contains);
};
`;
