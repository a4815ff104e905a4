import { LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { AdoptedImport } from "../config/model.ts";
import { METRICS_REGION, TARGET_TAG } from "../config/names.ts";
import type { AccountConfig } from "../config/schema/account.ts";
import { AwsProvider } from "../constructs/aws.ts";
import { CloudflareProvider } from "../constructs/cloudflare.ts";
import { lit } from "../constructs/lit.ts";
import { tagValue } from "../constructs/tag-value.ts";
import { GUARD_NAME, guardVariable } from "./guard-variable.ts";
import { PROVIDER_PINS } from "./provider-pins.ts";

/** First with S3 locking and ephemeral variables out of preview. Source: Terraform 1.11 and OpenTofu 1.11 changelogs. */
export const REQUIRED_TERRAFORM = ">= 1.11.0";

/** Two providers: the account's home region, and the one where the metrics of health checks live. */
export interface AwsProviders {
  readonly home: AwsProvider;
  readonly metrics: AwsProvider;
}

export interface StackProps {
  /** Target of commands: `account`, `zone/<domain>` or `<launch>/<environment>`. */
  readonly target: string;
  /** Who answers for it: an e-mail address. */
  readonly owner: string;
  readonly account: AccountConfig;
}

/** One state, one plan: exact provider pins, a guard against plans that nobody reviews, and a backend that names no machine. */
export class BaseStack extends TerraformStack {
  constructor(scope: Construct, id: string, { account, target }: StackProps) {
    super(scope, id);
    this.addOverride("terraform.required_version", REQUIRED_TERRAFORM);
    // an override, because the bindings know no ephemeral variables
    this.addOverride(`variable.${GUARD_NAME}`, guardVariable(target));
    if (account.state.kind === "local") {
      // relative to the folder terraform runs in: cdktf.out/stacks/<stack> and .slipway/work/<stack> lie equally deep
      new LocalBackend(this, { path: `../../../.slipway/state/${id}.tfstate` });
    } else {
      const { bucket, keyPrefix, region, managed } = account.state;
      // a bucket of ours encrypts with its own key, and asking for encryption would ask for less; use_lockfile is younger than the bindings' type
      const s3 = { bucket, key: `${keyPrefix}/state/${id}.tfstate`, region, encrypt: !managed, useLockfile: true };
      new S3Backend(this, s3);
    }
  }

  /** What existed before the first run is taken over instead of made again. Once in the state, an import block does nothing. */
  protected adopt(imports: readonly AdoptedImport[] = []): void {
    if (imports.length > 0)
      this.addOverride(
        "import",
        imports.map(({ address, id }) => ({ to: address, id: lit(id) })),
      );
  }

  /** The token comes from CLOUDFLARE_API_TOKEN when terraform runs, so the block is empty. */
  protected addCloudflare(): void {
    this.addOverride("terraform.required_providers.cloudflare", PROVIDER_PINS.cloudflare);
    new CloudflareProvider(this, "cloudflare", {});
  }

  /** Credentials come from the environment when terraform runs; the account id stops them from reaching the wrong account. */
  protected addAws({ account, target, owner }: StackProps): AwsProviders {
    this.addOverride("terraform.required_providers.aws", PROVIDER_PINS.aws);
    const common = {
      allowedAccountIds: [account.aws.accountId],
      defaultTags: [{ tags: { [TARGET_TAG]: tagValue(target), "slipway:owner": tagValue(owner) } }],
    };
    return {
      home: new AwsProvider(this, "aws", { ...common, region: account.aws.region }),
      // an alias and not the per-resource region, which providers before 6.0 do not have
      metrics: new AwsProvider(this, "aws-metrics", { ...common, region: METRICS_REGION, alias: "us_east_1" }),
    };
  }
}
