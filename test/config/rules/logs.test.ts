import { testRules } from "./table.ts";

const LOGS = "environments.production.logs";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

testRules("errors", [
  ...[0, 45, 3654, "90"].map((retentionDays) => ({
    why: `logs kept for ${JSON.stringify(retentionDays)} days, which is no period of CloudWatch Logs`,
    bad: { launch: { [`${LOGS}.retentionDays`]: retentionDays } },
    found: [`CONFIG_VALUE ${LOGS}.retentionDays`],
    good: { launch: { [`${LOGS}.retentionDays`]: 30 } },
  })),
  ...["alias/logs", KEY.replace(":key/", ":alias/"), KEY.replace("kms", "s3"), `${KEY}0`].map((kmsKeyArn) => ({
    why: `the log key ${JSON.stringify(kmsKeyArn)}`,
    bad: { launch: { [`${LOGS}.kmsKeyArn`]: kmsKeyArn } },
    found: [`CONFIG_VALUE ${LOGS}.kmsKeyArn`],
    good: { launch: { [`${LOGS}.kmsKeyArn`]: KEY } },
  })),
]);
