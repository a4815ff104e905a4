import { Construct } from "constructs";
import type { WebAclLimitModel, WebAclModel } from "../config/web-acl-model.ts";
import { Wafv2WebAcl, Wafv2WebAclAssociation } from "./aws.ts";
import { lit } from "./lit.ts";

export interface WebAclProps {
  readonly webAcl: WebAclModel;
  readonly loadBalancerArn: string;
}

const TOO_MANY_REQUESTS = 429;

/**
 * AWS WAF in front of a load balancer: AWS's own rule groups, then the rate limits that the edge could not keep.
 *
 * Whoever is counted by address is counted by the one that the edge names: the connection's is Cloudflare's, and all visitors would share
 * it. A caller over the limit gets 429 until the rate of the last window is below it again. Requests are not kept as samples: those hold
 * cookies and tokens.
 * Source: AWS WAF developer guide, rate-based rule statement; forwarded IP address (checked 2026-11-26).
 */
export class WebAcl extends Construct {
  readonly association: Wafv2WebAclAssociation;

  constructor(scope: Construct, id: string, { webAcl, loadBalancerArn }: WebAclProps) {
    super(scope, id);
    const acl = new Wafv2WebAcl(this, "acl", {
      name: lit(webAcl.name),
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visibility(webAcl.name),
    });
    acl.overrideLogicalId("edge");
    // in Terraform's words, because the bindings stop before a statement's second level
    acl.addOverride("rule", [
      ...webAcl.managedGroups.map((group, index) => managed(group, index)),
      ...webAcl.limits.map((limit, index) => rated(limit, webAcl.managedGroups.length + index, webAcl.visitorHeader)),
    ]);
    this.association = new Wafv2WebAclAssociation(this, "association", { webAclArn: acl.arn, resourceArn: loadBalancerArn });
    this.association.overrideLogicalId("edge");
  }
}

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}

function ruleVisibility(metric_name: string): object {
  return { cloudwatch_metrics_enabled: true, metric_name, sampled_requests_enabled: false };
}

function managed(group: string, priority: number): object {
  return {
    name: group,
    priority,
    override_action: { none: {} },
    statement: { managed_rule_group_statement: { vendor_name: "AWS", name: group } },
    visibility_config: ruleVisibility(group),
  };
}

function rated(limit: WebAclLimitModel, priority: number, visitorHeader: string): object {
  const name = `limit-${limit.key}`;
  return {
    name,
    priority,
    action: {
      block: {
        custom_response: {
          response_code: TOO_MANY_REQUESTS,
          response_header: [{ name: "Retry-After", value: String(limit.windowSeconds) }],
        },
      },
    },
    statement: {
      rate_based_statement: {
        limit: limit.requests,
        evaluation_window_sec: limit.windowSeconds,
        ...countedBy(limit.by, visitorHeader),
        scope_down_statement: routesOf(limit),
      },
    },
    visibility_config: ruleVisibility(name),
  };
}

function countedBy(by: WebAclLimitModel["by"], visitorHeader: string): object {
  if (by === "address") {
    // a request without the header did not come through the edge, and counts as one of them
    return { aggregate_key_type: "FORWARDED_IP", forwarded_ip_config: { header_name: visitorHeader, fallback_behavior: "MATCH" } };
  }
  const key = "header" in by ? { header: named(by.header) } : { cookie: named(by.cookie) };
  return { aggregate_key_type: "CUSTOM_KEYS", custom_key: [key] };
}

function named(name: string): object {
  return { name: lit(name), text_transformation: [{ priority: 0, type: "NONE" }] };
}

/** One level of "or" over one of "and": the provider knows no third. */
function routesOf({ host, routes }: WebAclLimitModel): object {
  const all = routes.map((route) => ({
    and_statement: {
      statement: [
        exactly({ single_header: { name: "host" } }, host, "LOWERCASE"),
        exactly({ method: {} }, route.method, "NONE"),
        pathMatch(route),
      ],
    },
  }));
  return all.length === 1 ? (all[0] ?? {}) : { or_statement: { statement: all } };
}

function exactly(fieldToMatch: object, text: string, transformation: "LOWERCASE" | "NONE"): object {
  return {
    byte_match_statement: {
      field_to_match: fieldToMatch,
      positional_constraint: "EXACTLY",
      search_string: lit(text),
      text_transformation: [{ priority: 0, type: transformation }],
    },
  };
}

function pathMatch({ path, pattern }: WebAclLimitModel["routes"][number]): object {
  if (pattern === undefined) return exactly({ uri_path: {} }, path, "NONE");
  return {
    regex_match_statement: {
      field_to_match: { uri_path: {} },
      regex_string: lit(pattern),
      text_transformation: [{ priority: 0, type: "NONE" }],
    },
  };
}
