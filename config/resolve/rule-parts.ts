import { quote } from "../../edge/expression/literal.ts";
import type { CustomRule } from "../../edge/rule.ts";
import type { HostModel } from "../host-model.ts";

// Rule slots are few and shared by the whole zone: hosts of one environment that behave alike share one rule. A shared rule takes its
// name from what it does or from its first host by key, never from a position.

export function block(ref: string, description: string, expression: string): CustomRule {
  return { phase: "http_request_firewall_custom", action: "block", ref, description, expression, enabled: true };
}

export function hostIs(names: readonly string[]): string {
  return fieldIs("http.host", names);
}

export function fieldIs(field: string, values: readonly string[]): string {
  const quoted = [...values].sort().map(quote);
  return quoted.length === 1 ? `${field} eq ${quoted.join("")}` : `${field} in {${quoted.join(" ")}}`;
}

export function namesOf(hosts: readonly Pick<HostModel, "name">[]): string {
  return hosts.map(({ name }) => name).join(", ");
}

export function firstKey(hosts: readonly HostModel[]): string {
  return hosts.map(({ key }) => key).sort()[0] ?? "";
}
