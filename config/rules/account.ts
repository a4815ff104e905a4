import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { AccountConfig } from "../schema/account.ts";
import { domainOfAddress, isWithin, mistake, type Place, type Rule, type World } from "./world.ts";

/** Source: Amazon S3 User Guide, general purpose bucket naming rules (checked 2026-11-26). */
const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"];
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

/** Source: AWS Regions and Endpoints; the account part of an ARN. */
const KMS_ARN = /^arn:[^:]*:kms:[^:]+:(\d{12}):/;

export const bucketNamesUsable: Rule = (world) =>
  eachBucket(world, (place, name) => {
    const reserved = [
      ...RESERVED_PREFIXES.filter((prefix) => name.startsWith(prefix)).map((prefix) => `a name that starts with ${prefix}`),
      ...RESERVED_SUFFIXES.filter((suffix) => name.endsWith(suffix)).map((suffix) => `a name that ends with ${suffix}`),
      ...(ADDRESS.test(name) ? ["what looks like an address"] : []),
      ...(!ADDRESS.test(name) && name.includes(".") ? ["a name with dots, which the certificate of S3 does not cover"] : []),
    ];
    return reserved.map((got) =>
      mistake(place, [], {
        code: "BUCKET_NAME_UNUSABLE",
        expected: "a name of lower-case letters, digits and hyphens that S3 keeps for nothing else",
        got: `${name}: ${got}`,
        fix: "rename it before it is made: a bucket cannot be renamed",
      }),
    );
  });

/** Bucket names are one namespace for all of AWS: `terraform-state` has been somebody else's for years. */
export const bucketNamesOwn: Rule = (world) => {
  const { name: account, aws } = world.configs.account.config;
  return eachBucket(world, (place, name) =>
    name.includes(account) || name.includes(aws.accountId)
      ? []
      : [
          mistake(place, [], {
            code: "BUCKET_NAME_COMMON",
            expected: `a name with ${account} or ${aws.accountId} in it`,
            got: name,
            fix: `call it ${account}-${name}-${aws.accountId}, for example: every AWS account shares one list of names`,
          }),
        ],
  );
};

/** A trail in the bucket of the states would be readable, and removable, by whoever launches. */
export const bucketsApart: Rule = ({ configs: { account } }) => {
  const { audit, state } = account.config;
  if (audit?.kind !== "trail" || state.kind !== "s3" || audit.bucket !== state.bucket) return [];
  return [
    mistake({ file: account.file, path: ["audit", "bucket"] }, [], {
      code: "BUCKET_SHARED",
      expected: "a bucket for the trail alone",
      got: `${audit.bucket}, where the states are`,
      fix: "name another bucket: whoever launches may write into the one of the states",
    }),
  ];
};

export const stateInHomeRegion: Rule = ({ configs: { account } }) => {
  const { aws, state } = account.config;
  if (state.kind !== "s3" || !state.managed || state.region === aws.region) return [];
  return [
    mistake({ file: account.file, path: ["state", "region"] }, [], {
      code: "STATE_REGION_OTHER",
      expected: `${aws.region}, the account's region, where the account stack makes the bucket`,
      got: state.region,
      fix: "write the same region, or managed: false for a bucket that others made elsewhere",
    }),
  ];
};

/** A key of another account works as long as its owner wants it to. */
export const planKeyOwn: Rule = ({ configs: { account } }) => {
  const { aws, state } = account.config;
  const owner = state.kind === "s3" ? KMS_ARN.exec(state.kmsKey ?? "")?.[1] : undefined;
  if (owner === undefined || owner === aws.accountId) return [];
  return [
    mistake({ file: account.file, path: ["state", "kmsKey"] }, [], {
      code: "PLAN_KEY_FOREIGN",
      expected: `a key of account ${aws.accountId}`,
      got: `one of ${owner}`,
      fix: "use a key of your own, unless that account's owner answers for your launches",
    }),
  ];
};

export const budgetChannelKnown: Rule = ({ configs: { account } }) => {
  const { budget, alertChannels } = account.config;
  if (budget === undefined || Object.hasOwn(alertChannels, budget.channel)) return [];
  return [mistake({ file: account.file, path: ["budget", "channel"] }, [], channelUnknown(account.config, budget.channel))];
};

export function channelUnknown({ alertChannels }: AccountConfig, got: string): Parameters<typeof mistake>[2] {
  const known = Object.keys(alertChannels);
  return {
    code: "ALERT_CHANNEL_UNKNOWN",
    expected: known.length === 0 ? "a channel of the account, which has none" : `one of the account's channels ${known.join(", ")}`,
    got,
    fix: "correct the name, or add the channel to config/account.ts",
  };
}

/** Who pays for the mail domain would not hear that it was cut off for want of money. */
export const budgetHeardElsewhere: Rule = ({ configs: { account, zones } }) => {
  const { budget, alertChannels } = account.config;
  const channel = budget === undefined || !Object.hasOwn(alertChannels, budget.channel) ? undefined : alertChannels[budget.channel];
  if (budget === undefined || channel === undefined) return [];
  const own = zones.find(({ config }) => isWithin(domainOfAddress(channel.address), config.domain));
  if (own === undefined) return [];
  return [
    mistake({ file: account.file, path: ["budget", "channel"] }, [], {
      code: "ALERT_CHANNEL_ON_OWN_DOMAIN",
      expected: `a mailbox outside ${own.config.domain}`,
      got: `${budget.channel}, which is ${channel.address}`,
      fix: "alarms must not depend on what they watch: use another domain",
    }),
  ];
};

/** A year, as auditors ask. Source: CIS AWS Foundations Benchmark 5.0.0, section 3; checkov CKV_AWS_338 (checked 2026-11-26). */
const AUDIT_DAYS = 365;

export const auditKeptLong: Rule = ({ configs: { account } }) => {
  const { audit } = account.config;
  if (audit?.kind !== "trail" || audit.retentionDays >= AUDIT_DAYS) return [];
  return [
    mistake({ file: account.file, path: ["audit", "retentionDays"] }, [], {
      code: "AUDIT_RETENTION_SHORT",
      expected: `${AUDIT_DAYS} days or more`,
      got: String(audit.retentionDays),
      fix: "keep it for a year: break-ins are noticed months later",
    }),
  ];
};

function eachBucket({ configs: { account } }: World, judge: (place: Place, name: string) => SlipwayError[]): SlipwayError[] {
  const { audit, state } = account.config;
  return [
    ...(state.kind === "s3" && state.managed ? judge({ file: account.file, path: ["state", "bucket"] }, state.bucket) : []),
    ...(audit?.kind === "trail" ? judge({ file: account.file, path: ["audit", "bucket"] }, audit.bucket) : []),
  ];
}
