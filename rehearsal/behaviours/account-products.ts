import { createHash } from "node:crypto";
import {
  ALERT_PLANS,
  CUSTOM_LISTS,
  LIST_KINDS,
  REDIRECT_LIST_ITEMS,
  REDIRECT_LISTS,
  TURNSTILE_HOSTNAMES,
  TURNSTILE_WIDGETS,
} from "../../edge/product-limits.ts";
import { isPlainObject, own, type PlainObject, plainList } from "../value.ts";
import type { Surroundings } from "./behaviour.ts";
import { collection } from "./collection.ts";
import { isSet } from "./owner.ts";
import { admitted, bestZone, isWeaker, overQuota } from "./quota.ts";

// Notifications, lists and Turnstile widgets of an account. Documented, not measured.
// Source: developers.cloudflare.com/api, alerting, rules lists, turnstile (as generally known, not read again).

const WEBHOOK = "cloudflare_notification_policy_webhooks";
const POLICY = "cloudflare_notification_policy";
const MECHANISMS = ["email", "pagerduty", "webhooks"];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const LIST_NAME = /^[a-z0-9_]{1,50}$/;

export const notificationPolicy = collection({
  type: POLICY,
  owner: "account",
  importAs: "<policy_id>",
  refuse: ({ planned, around }) => {
    const zone = bestZone(planned.account_id ?? null, around);
    const needed = own(ALERT_PLANS, String(planned.alert_type));
    const webhooks = mechanismIds(planned, "webhooks");
    const given = MECHANISMS.filter((name) => mechanismIds(planned, name).length > 0);
    const empty = MECHANISMS.filter(
      (name) => isPlainObject(planned.mechanisms) && Array.isArray(planned.mechanisms[name]) && !given.includes(name),
    );
    return [
      ...(needed !== undefined && isWeaker(zone, needed)
        ? [`17103: alert ${String(planned.alert_type)} needs plan ${needed}, the account has ${zone?.plan}`]
        : []),
      ...(given.length === 0 ? ["17101: a policy must have a mechanism"] : []),
      // the API answers nothing for it. Source: cloudflare/terraform-provider-cloudflare issue 7342
      ...empty.map((name) => `an empty set of ${name} is a difference in every plan; leave it out`),
      ...mechanismIds(planned, "email")
        .filter((id) => !EMAIL.test(id))
        .map((id) => `17102: ${id} is not an email address`),
      ...webhooks.filter((id) => around.world.find(WEBHOOK, id) === undefined).map((id) => `17104: there is no webhook ${id}`),
    ];
  },
});

export const notificationWebhook = collection({
  type: WEBHOOK,
  owner: "account",
  importAs: "<webhook_id>",
  make: () => ({ type: "generic" }),
  refuse: ({ planned: { url } }) => (/^https:\/\/[^/\s]+(\/\S*)?$/.test(String(url)) ? [] : [`${String(url)} is not an https URL`]),
  more: {
    notReturned: ["secret"],
    refuseRemoval: (attributes, { world }) =>
      world
        .objects(POLICY)
        .filter((policy) => mechanismIds(policy.attributes, "webhooks").includes(String(attributes.id)))
        .map((policy) => `17105: webhook is in use by policy ${String(policy.attributes.name)}`),
  },
});

function mechanismIds({ mechanisms }: PlainObject, name: string): string[] {
  return isPlainObject(mechanisms) ? plainList(mechanisms[name]).flatMap((each) => (isPlainObject(each) ? [String(each.id)] : [])) : [];
}

export const list = collection({
  type: "cloudflare_list",
  owner: "account",
  importAs: "<list_id>",
  make: ({ planned }) => ({ num_items: plainList(planned.items).length, num_referencing_filters: 0 }),
  refuse: ({ planned, around }, { neighbours }) => {
    const zone = bestZone(planned.account_id ?? null, around);
    const kind = String(planned.kind);
    const isRedirect = kind === "redirect";
    const same = neighbours.filter((each) => (each.kind === "redirect") === isRedirect);
    const items = [planned, ...same].reduce((sum, each) => sum + plainList(each.items).length, 0);
    return [
      ...(LIST_NAME.test(String(planned.name))
        ? []
        : [`name ${String(planned.name)} is not 1 to 50 lower-case letters, digits and underscores`]),
      ...(neighbours.some(({ name }) => name === planned.name) ? [`a list ${String(planned.name)} already exists`] : []),
      ...(zone !== undefined && !admitted(LIST_KINDS, zone).includes(kind)
        ? [`lists of kind ${kind} are not available on plan ${zone.plan}`]
        : []),
      ...overQuota(isRedirect ? REDIRECT_LISTS : CUSTOM_LISTS, zone, same.length + 1),
      ...(isRedirect ? overQuota(REDIRECT_LIST_ITEMS, zone, items) : []),
      ...plainList(planned.items)
        .filter((item) => isPlainObject(item) && !isSet(item[kind]))
        .map(() => `an item of a list of kind ${kind} must have ${kind}`),
    ];
  },
  more: { refuseRemoval: ({ name }, around) => (isNamed(String(name), around) ? [`list ${String(name)} is in use by a ruleset`] : []) },
});

/** A rule names a list as $name in its expression, or in from_list. */
function isNamed(name: string, { world }: Surroundings): boolean {
  const text = JSON.stringify(world.objects("cloudflare_ruleset").map(({ attributes }) => attributes.rules ?? null));
  return new RegExp(`\\$${name}\\b|"from_list":\\{[^}]*"name":"${name}"`).test(text);
}

export const turnstileWidget = collection({
  type: "cloudflare_turnstile_widget",
  owner: "account",
  ids: ["sitekey", "id"],
  importAs: "<sitekey>",
  make: ({ action, prior, around }) => {
    const seed = around.world.newId("cloudflare turnstile");
    const secret = action === "create" ? createHash("sha256").update(seed).digest("base64url") : (prior?.secret ?? null);
    return { secret, bot_fight_mode: false, clearance_level: "no_clearance", ephemeral_id: false, offlabel: false };
  },
  refuse: ({ planned, around }, { neighbours }) => {
    const zone = bestZone(planned.account_id ?? null, around);
    const domains = plainList(planned.domains).map(String);
    const enterprise = [
      ...["ephemeral_id", "offlabel", "bot_fight_mode"].filter((name) => planned[name] === true),
      ...(planned.region === "china" ? ["region china"] : []),
    ];
    return [
      ...overQuota(TURNSTILE_WIDGETS, zone, neighbours.length + 1),
      ...overQuota(TURNSTILE_HOSTNAMES, zone, domains.length),
      ...(isWeaker(zone, "enterprise") ? enterprise.map((name) => `${name} needs plan enterprise, the account has ${zone?.plan}`) : []),
      ...(domains.join() === domains.toSorted().join()
        ? []
        : ["the API answers domains sorted, which is a difference in every plan; write them so"]),
    ];
  },
});
