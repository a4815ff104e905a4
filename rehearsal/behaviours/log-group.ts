import { isPlainObject, type Plain, plainList } from "../value.ts";
import { arnOf, inRegion, nameOf, regionOf } from "./aws-names.ts";
import { awsThing, importByPair } from "./aws-thing.ts";
import type { Change } from "./behaviour.ts";
import { refusedKey } from "./kms.ts";

// Source: CloudWatch Logs API reference, CreateLogGroup, PutMetricFilter, PutDataProtectionPolicy (checked 2026-11-26).

const GROUP = "aws_cloudwatch_log_group";
const FILTER = "aws_cloudwatch_log_metric_filter";
const MOST_FILTERS = 100;
const MOST_DIMENSIONS = 3;
const RESERVED = /^aws\//;

export const logGroup = awsThing({
  type: GROUP,
  key: "arn",
  importBy: "name",
  unique: { by: "name", says: (name) => `ResourceAlreadyExistsException: The specified log group already exists: ${name}` },
  make: (change) => {
    const name = nameOf(change, GROUP);
    return {
      name,
      name_prefix: "",
      id: name,
      arn: arnOf("logs", `log-group:${name}`, regionOf(change), change.around),
      log_group_class: "STANDARD",
      deletion_protection_enabled: false,
    };
  },
  refuse: (change) => [
    ...(RESERVED.test(String(change.planned.name))
      ? ["InvalidParameterException: Log groups starting with aws/ are reserved for AWS."]
      : []),
    ...refusedKey(change.planned.kms_key_id, regionOf(change), change.around),
  ],
  more: {
    notReturned: ["skip_destroy"],
    refuseRemoval: ({ deletion_protection_enabled: isProtected }) =>
      isProtected === true ? ["ValidationException: deletion protection is enabled for the log group"] : [],
    // the provider then forgets the group and leaves it where it is
    remove: (object, { world }) => {
      if (object.attributes.skip_destroy !== true) world.remove(GROUP, object.id);
    },
  },
});

export const logMetricFilter = awsThing({
  type: FILTER,
  key: "id",
  importBy: importByPair(FILTER, ["log_group_name", "name"], ":"),
  make: ({ planned }) => ({ id: String(planned.name), apply_on_transformed_logs: false }),
  refuse: (change) => {
    const { planned, around, action } = change;
    const neighbours = around.world.objects(FILTER).filter(({ attributes }) => attributes.log_group_name === planned.log_group_name);
    const [transformation] = plainList(planned.metric_transformation);
    const dimensions = isPlainObject(transformation) && isPlainObject(transformation.dimensions) ? transformation.dimensions : {};
    const count = Object.keys(dimensions).length;
    const hasDefault =
      isPlainObject(transformation) && typeof transformation.default_value === "string" && transformation.default_value !== "";
    return [
      ...refusedGroup(change),
      ...(action === "create" && neighbours.length >= MOST_FILTERS
        ? ["LimitExceededException: a log group has at most 100 metric filters"]
        : []),
      ...(count > MOST_DIMENSIONS ? [`InvalidParameterException: a metric has at most ${MOST_DIMENSIONS} dimensions`] : []),
      ...(count > 0 && hasDefault ? ["InvalidParameterException: a metric with dimensions has no default value"] : []),
    ];
  },
  more: { worldId: ({ region, log_group_name: group, name }) => [region, group, name].map(String).join("/") },
});

export const logDataProtectionPolicy = awsThing({
  type: "aws_cloudwatch_log_data_protection_policy",
  key: "log_group_name",
  make: ({ planned }) => ({ id: String(planned.log_group_name) }),
  refuse: (change) => [...refusedGroup(change), ...refusedDocument(change.planned.policy_document)],
});

/** One statement audits and one masks, both for the same identifiers. */
function refusedDocument(text: unknown): string[] {
  const document: Plain = JSON.parse(String(text));
  const statements = isPlainObject(document) ? plainList(document.Statement) : [];
  const operations = statements.map((each) => (isPlainObject(each) && isPlainObject(each.Operation) ? Object.keys(each.Operation) : []));
  const identifiers = statements.map((each) => (isPlainObject(each) ? JSON.stringify(each.DataIdentifier) : ""));
  const isWhole =
    isPlainObject(document) &&
    typeof document.Name === "string" &&
    document.Version === "2021-06-01" &&
    operations.flat().sort().join() === "Audit,Deidentify" &&
    identifiers[0] === identifiers[1];
  return isWhole
    ? []
    : [
        "InvalidParameterException: a data protection policy has Name, Version 2021-06-01 and two statements, one with Audit and one with Deidentify, over the same DataIdentifier",
      ];
}

function refusedGroup(change: Change): string[] {
  const name = change.planned.log_group_name;
  const isThere = change.around.world
    .objects(GROUP)
    .some(({ attributes }) => attributes.name === name && inRegion(attributes, regionOf(change)));
  return isThere ? [] : [`ResourceNotFoundException: The specified log group does not exist: ${String(name)}`];
}
