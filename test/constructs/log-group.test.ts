import { LogGroup } from "../../constructs/log-group.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

interface Made {
  readonly aws_cloudwatch_log_group: unknown;
  readonly aws_cloudwatch_log_data_protection_policy: { readonly api: { readonly policy_document: string } };
}

function made(logs: ConstructorParameters<typeof LogGroup>[2]["logs"]): Made {
  // the synthesized document is plain JSON
  return resourcesOf((stack) => new LogGroup(stack, "logs", { key: "api", name: "/slipway/shop/${x}", logs })) as Made;
}

interface Policy {
  readonly Configuration: { readonly CustomDataIdentifier: readonly { readonly Name: string; readonly Regex: string }[] };
  readonly Statement: readonly { readonly DataIdentifier: readonly string[]; readonly Operation: object }[];
}

function policy(): Policy {
  return JSON.parse(made({ retentionDays: 90 }).aws_cloudwatch_log_data_protection_policy.api.policy_document);
}

it("ends the life of logs, and encrypts them with the key that is given", () => {
  expect(made({ retentionDays: 30, kmsKeyArn: KEY }).aws_cloudwatch_log_group).toEqual({
    api: { name: "/slipway/shop/$${x}", retention_in_days: 30, kms_key_id: KEY },
  });
  expect(made({ retentionDays: 90 }).aws_cloudwatch_log_group).toEqual({ api: { name: "/slipway/shop/$${x}", retention_in_days: 90 } });
});

it("audits and masks the same things", () => {
  const [audit, mask] = policy().Statement;
  expect(audit?.Operation).toEqual({ Audit: { FindingsDestination: {} } });
  expect(mask?.Operation).toEqual({ Deidentify: { MaskConfig: {} } });
  expect(mask?.DataIdentifier).toEqual(audit?.DataIdentifier);
  expect(mask?.DataIdentifier).toContain("arn:aws:dataprotection::aws:data-identifier/EmailAddress");
});

describe("its own expressions", () => {
  const part = "abcdefgh".repeat(3);

  it.each([
    ["BearerToken", `authorization: Bearer ${part}`],
    ["JsonWebToken", `token=eyJ${part}.${part}.${part}`],
  ])("%s finds what it is for", (name, line) => {
    const found = policy().Configuration.CustomDataIdentifier.find(({ Name }) => Name === name);
    expect(line).toMatch(new RegExp(found?.Regex ?? "(?!)"));
    expect("GET /v1/bearer 200 in 12 ms").not.toMatch(new RegExp(found?.Regex ?? ""));
  });

  it.each(policy().Configuration.CustomDataIdentifier)("$Name keeps to the limits of the service", ({ Name, Regex }) => {
    expect(Name).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
    expect(Regex).toMatch(/^[A-Za-z0-9_#=@/;, ^$?[\]{}|\\*+.-]{1,200}$/);
    expect(policy().Statement[0]?.DataIdentifier).toContain(Name);
  });
});
