import { refusal } from "./refusal.ts";

const WORD = "[a-z0-9]+(?:-+[a-z0-9]+)*";
const DOMAIN = `${WORD}(?:\\.${WORD})+`;
const TARGET = new RegExp(`^(?:account|zone/${DOMAIN}|${WORD}/${WORD})$`);
const STACK = new RegExp(`^${WORD}$`);
const OWNER = new RegExp(`^${WORD}--${WORD}$`);
const RUN = /^run-\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** Names become paths and arguments, so each is checked before its first use. */
export function requireTarget(target: string): string {
  return require(TARGET, target, "target", "account, zone/<domain> or <launch>/<environment>");
}

export function requireStack(stack: string): string {
  return require(STACK, stack, "stack", "lower-case words joined by hyphens");
}

export function requireRunId(runId: string): string {
  return require(RUN, runId, "run", "a run id such as run-20260131T120000Z-0a1b2c");
}

export function requireDomain(domain: string): string {
  return require(new RegExp(`^${DOMAIN}$`), domain, "domain", "a domain in lower case");
}

export function requireOwner(owner: string): string {
  return require(OWNER, owner, "contribution", "an owner of the form <launch>--<environment>");
}

function require(pattern: RegExp, name: string, where: string, expected: string): string {
  if (pattern.test(name)) return name;
  throw refusal("NAME_INVALID", where, expected, JSON.stringify(name), "name it as printed by slipway status");
}

/**
 * Owner of a rule: `chatbot--production` out of `chatbot--production--limit-chat`, `zone` out of `zone--block-git`. What stood in the
 * zone before Slipway has some other reference and is the zone's.
 */
export function ownerOfRule(ref: string): string {
  const owner = ref.slice(0, Math.max(0, ref.lastIndexOf("--")));
  return OWNER.test(owner) ? owner : "zone";
}
