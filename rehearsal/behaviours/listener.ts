import { isList, isObject, isPlainObject, type Plain, type PlainObject, plainList, type Value } from "../value.ts";
import { regionOf } from "./aws-names.ts";
import { awsThing, missing, namedBy } from "./aws-thing.ts";
import type { Change } from "./behaviour.ts";
import { BALANCER, TARGET_GROUP, underBalancer } from "./load-balancer.ts";

// Source: Elastic Load Balancing API reference 2015-12-01, CreateListener, CreateRule (checked 2026-11-26).

const LISTENER = "aws_lb_listener";
const RULE = "aws_lb_listener_rule";
const CERTIFICATE = "aws_acm_certificate";
const ENCRYPTED = ["HTTPS", "TLS"];
const DEFAULT_POLICY = "ELBSecurityPolicy-2016-08";
/** Values over all conditions of one rule. */
const MOST_VALUES = 5;

/** What each type of action needs. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  forward: ["target_group_arn", "forward"],
  redirect: ["redirect"],
  "fixed-response": ["fixed_response"],
  "authenticate-cognito": ["authenticate_cognito"],
  "authenticate-oidc": ["authenticate_oidc"],
};

export const lbListener = awsThing({
  type: LISTENER,
  key: "arn",
  make: (change) => {
    const { planned } = change;
    const arn = underBalancer(planned.load_balancer_arn, "listener", LISTENER, change);
    const isEncrypted = ENCRYPTED.includes(String(planned.protocol));
    return {
      arn,
      id: arn,
      protocol: "HTTP",
      ssl_policy: isEncrypted ? DEFAULT_POLICY : "",
      default_action: numbered(planned.default_action),
      mutual_authentication: isEncrypted
        ? [{ advertise_trust_store_ca_names: "", ignore_client_certificate_expiry: false, mode: "off", trust_store_arn: "" }]
        : [],
    };
  },
  remake: ({ planned }) => ({ default_action: numbered(planned.default_action) }),
  refuse: (change) => {
    const { planned, prior, around } = change;
    const isEncrypted = ENCRYPTED.includes(String(planned.protocol));
    const taken = around.world
      .objects(LISTENER)
      .some(
        ({ attributes }) =>
          attributes.load_balancer_arn === planned.load_balancer_arn && attributes.port === planned.port && attributes.arn !== prior?.arn,
      );
    return [
      ...missing(planned.load_balancer_arn, BALANCER, around, (arn) => `LoadBalancerNotFound: Load balancer '${arn}' not found`),
      ...(taken ? [`DuplicateListener: A listener already exists on this port for this load balancer: ${String(planned.port)}`] : []),
      ...(isEncrypted && planned.certificate_arn === null
        ? [`ValidationError: A certificate must be specified for ${String(planned.protocol)} listeners`]
        : []),
      ...(!isEncrypted && typeof planned.certificate_arn === "string"
        ? ["ValidationError: Certificates cannot be specified for HTTP listeners"]
        : []),
      ...refusedCertificate(planned.certificate_arn, regionOf(change), change),
      ...refusedTargets(planned.default_action, change),
    ];
  },
  more: { refusePlan: ({ config }) => refusedActions("default_action", config.default_action ?? null) },
});

export const lbListenerRule = awsThing({
  type: RULE,
  key: "arn",
  make: (change) => {
    const { planned, around } = change;
    const arn = underBalancer(planned.listener_arn, "listener-rule", RULE, change);
    const used = around.world.objects(RULE).map(({ attributes }) => Number(attributes.priority));
    return { arn, id: arn, priority: Math.max(0, ...used) + 1, action: numbered(planned.action) };
  },
  remake: ({ planned }) => ({ action: numbered(planned.action) }),
  refuse: (change) => {
    const { planned, prior, around } = change;
    const neighbours = around.world
      .objects(RULE)
      .filter(({ attributes }) => attributes.listener_arn === planned.listener_arn && attributes.arn !== prior?.arn);
    const values = [...JSON.stringify(planned.condition ?? null).matchAll(/"values":\[([^\]]*)\]/g)].flatMap(([, list = ""]) =>
      list.split(","),
    );
    return [
      ...missing(planned.listener_arn, LISTENER, around, (arn) => `ListenerNotFound: One or more listeners not found: ${arn}`),
      ...(neighbours.some(({ attributes }) => attributes.priority === planned.priority)
        ? [`PriorityInUse: Priority '${String(planned.priority)}' is currently in use`]
        : []),
      ...(values.length > MOST_VALUES ? [`TooManyTargets: A rule can only have '${MOST_VALUES}' condition values`] : []),
      ...refusedTargets(planned.action, change),
    ];
  },
  more: { refusePlan: ({ config }) => refusedActions("action", config.action ?? null) },
});

/** Actions run in the order in which they stand, unless they say another. */
function numbered(actions: Plain | undefined): readonly PlainObject[] {
  return plainList(actions).map((action, index) => ({
    ...(isPlainObject(action) ? action : {}),
    order: index + 1,
    fixed_response: isPlainObject(action)
      ? plainList(action.fixed_response).map((each) => (isPlainObject(each) ? { status_code: "200", ...each } : each))
      : [],
  }));
}

function refusedActions(name: string, actions: Value): string[] {
  if (!isList(actions)) return [];
  return actions.flatMap((action, index) => {
    if (!isObject(action) || typeof action.type !== "string") return [];
    const needed = NEEDS[action.type] ?? [];
    const isSet = (attribute: string): boolean => {
      const value = action[attribute] ?? null;
      return value !== null && !(isList(value) && value.length === 0);
    };
    const said = needed.map((attribute) => `"${name}[${index}].${attribute}"`).join(" or ");
    return needed.length === 0 || needed.some(isSet)
      ? []
      : [`${said} must be specified when "${name}[${index}].type" is "${action.type}".`];
  });
}

function refusedTargets(actions: Plain | undefined, { around }: Change): string[] {
  const arns = [...JSON.stringify(actions ?? null).matchAll(/"(?:target_group_arn|arn)":"([^"]+)"/g)].map(([, arn]) => arn);
  return arns.flatMap((arn) =>
    missing(arn, TARGET_GROUP, around, (each) => `TargetGroupNotFound: One or more target groups not found: ${each}`),
  );
}

function refusedCertificate(arn: Plain | undefined, region: string, { around }: Change): string[] {
  if (typeof arn !== "string") return [];
  const found = namedBy(arn, CERTIFICATE, around);
  if (found === "nothing" || arn.split(":")[3] !== region) return [`CertificateNotFound: Certificate '${arn}' not found in ${region}`];
  return found === "elsewhere" || found.attributes.status === "ISSUED"
    ? []
    : [
        `UnsupportedCertificate: The certificate '${arn}' must have a fully-qualified domain name and be issued; it is ${String(found.attributes.status)}`,
      ];
}
