import ipaddr from "ipaddr.js";
import { quote } from "../../edge/expression/literal.ts";
import type { CustomRule, RedirectRule } from "../../edge/rule.ts";
import type { HostModel, RedirectModel } from "../host-model.ts";
import { groupBy } from "../rules/world.ts";
import { block, firstKey, hostIs, namesOf } from "./rule-parts.ts";

/** Visitors of plain HTTP are sent to the same host first, so that HSTS takes hold on it. Source: hstspreload.org, submission requirements. */
export function httpsRedirect(owner: string, hosts: readonly HostModel[], redirects: readonly RedirectModel[]): RedirectRule[] {
  const names = [...hosts.filter(({ kind }) => kind !== "api").map(({ name }) => name), ...redirects.map(({ from }) => from)];
  if (names.length === 0) return [];
  return [
    {
      phase: "http_request_dynamic_redirect",
      action: "redirect",
      ref: `${owner}--https`,
      description: "plain HTTP goes to HTTPS on the same host",
      expression: `(${hostIs(names)} and not ssl)`,
      enabled: true,
      target: { expression: 'concat("https://", http.host, http.request.uri.path)' },
      statusCode: 301,
      preserveQueryString: true,
    },
  ];
}

/**
 * Redirect hosts to the host that serves, with path and query kept.
 * @param from which requests: after `httpsRedirect` has sent plain HTTP to the same host, or all of them at once
 */
export function hostRedirects(
  owner: string,
  redirects: readonly RedirectModel[],
  keyOfHost: ReadonlyMap<string, string>,
  from: "https" | "any",
): RedirectRule[] {
  const groups = groupBy(redirects, ({ to, statusCode }) => `${keyOfHost.get(to) ?? to} ${statusCode}`);
  return [...groups].map(([key, group]) => {
    const [target = ""] = key.split(" ");
    // a group is made of at least one redirect, and all of them agree on `to` and `statusCode`
    const { to, statusCode } = group[0] ?? { to: target, statusCode: 302 };
    return {
      phase: "http_request_dynamic_redirect",
      action: "redirect",
      ref: `${owner}--to-${target}-${statusCode}`,
      description: `${group.map(({ from }) => from).join(", ")} to ${to}`,
      expression: `(${hostIs(group.map((redirect) => redirect.from))}${from === "https" ? " and ssl" : ""})`,
      enabled: true,
      target: { expression: `concat(${quote(`https://${to}`)}, http.request.uri.path)` },
      statusCode,
      preserveQueryString: true,
    };
  });
}

/** An API host answers no plain HTTP: a redirect would hide that the token has been sent in clear. Source: OWASP ASVS 5.0, 4.1.2. */
export function plainHttpBlock(owner: string, hosts: readonly HostModel[]): CustomRule[] {
  const names = hosts.filter(({ kind }) => kind === "api").map(({ name }) => name);
  if (names.length === 0) return [];
  return [block(`${owner}--https-only`, "API hosts refuse plain HTTP", `(${hostIs(names)} and not ssl)`)];
}

export function internalBlocks(owner: string, hosts: readonly HostModel[]): CustomRule[] {
  const internal = hosts.filter(({ kind, allowFrom }) => kind === "internal" && allowFrom.length > 0);
  return [...groupBy(internal, ({ allowFrom }) => rangeSet(allowFrom))].map(([ranges, group]) =>
    block(
      `${owner}--allow-${firstKey(group)}`,
      `only the listed networks reach ${namesOf(group)}`,
      `(${hostIs(group.map(({ name }) => name))} and not ip.src in ${ranges})`,
    ),
  );
}

/** Networks in canonical form, sorted: the same networks in another spelling or order give the same rule. */
function rangeSet(ranges: readonly string[]): string {
  const canonical = ranges.map((range) => {
    const [address, bits] = ipaddr.parseCIDR(range);
    const network = address.kind() === "ipv4" ? ipaddr.IPv4.networkAddressFromCIDR(range) : ipaddr.IPv6.networkAddressFromCIDR(range);
    return `${network.toString()}/${bits}`;
  });
  return `{${[...new Set(canonical)].sort().join(" ")}}`;
}
