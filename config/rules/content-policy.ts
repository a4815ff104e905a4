import { type HostPlace, mistake, type Rule } from "./world.ts";

const POLICY = "content-security-policy";
const REPORT_ONLY = "content-security-policy-report-only";

/** Directives that no other one stands in for, or that attackers go for first. Source: W3C Content Security Policy Level 3, section 6.1. */
const NEEDED = ["object-src", "base-uri", "frame-ancestors"];

/** Values that let injected scripts run. Source: MDN HTTP Observatory, CSP scoring (checked 2026-11-22). */
const OPEN_SCRIPTS = ["'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"];

export const cspStrong: Rule = ({ hosts }) =>
  eachPage(hosts, (place, headers) => {
    const policy = headers[POLICY];
    const faults = policy === undefined ? [] : weaknesses(policy);
    if (faults.length === 0) return [];
    return [
      mistake(place, ["headers", POLICY], {
        code: "CSP_WEAK",
        expected: "a policy that keeps injected scripts from running",
        got: faults.join(", "),
        fix: "add what is missing, and let scripts come from files or carry a hash",
      }),
    ];
  });

export const cspEnforced: Rule = ({ hosts }) =>
  eachPage(hosts, (place, headers) => {
    if (headers[REPORT_ONLY] === undefined || headers[POLICY] !== undefined) return [];
    return [
      mistake(place, ["headers", REPORT_ONLY], {
        code: "CSP_REPORT_ONLY",
        expected: `${POLICY} beside it`,
        got: "a policy that browsers only report on",
        fix: `move it to ${POLICY} once the reports are quiet`,
      }),
    ];
  });

function weaknesses(policy: string): string[] {
  const directives = new Map(
    policy
      .split(";")
      .map((each) => each.trim().toLowerCase().split(/\s+/))
      .map(([name = "", ...values]): [string, readonly string[]] => [name, values]),
  );
  const fallback = directives.get("default-src");
  const scripts = directives.get("script-src") ?? fallback;
  // a nonce or a hash makes browsers ignore 'unsafe-inline'
  const isSigned = scripts?.some((value) => /^'(nonce|sha\d{3})-/.test(value)) === true;
  const open = (scripts ?? []).filter((value) => OPEN_SCRIPTS.includes(value) && !(isSigned && value === "'unsafe-inline'"));
  const closedByDefault = (name: string) => name === "object-src" && fallback?.join() === "'none'";
  const missing = NEEDED.filter((name) => !directives.has(name) && !closedByDefault(name));
  return [
    ...(scripts === undefined ? ["no script-src"] : []),
    ...open.map((value) => `scripts from ${value}`),
    ...missing.map((name) => `no ${name}`),
  ];
}

function eachPage<T>(hosts: readonly HostPlace[], judge: (place: HostPlace, headers: Readonly<Record<string, string>>) => T[]): T[] {
  return hosts.flatMap((place) => (place.host.kind === "web" || place.host.kind === "internal" ? judge(place, place.host.headers) : []));
}
