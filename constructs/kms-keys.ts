import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { KeyModel } from "../config/account-model.ts";
import { addressOf } from "./address.ts";
import { KmsAlias, KmsKey } from "./aws.ts";
import { lit } from "./lit.ts";

/** Longest that AWS KMS keeps a key whose deletion somebody asked for. Source: AWS KMS API reference, ScheduleKeyDeletion (checked 2026-11-26). */
const DELETION_WINDOW_DAYS = 30;

export interface KmsKeysProps {
  readonly keys: readonly KeyModel[];
  readonly providers: Readonly<Record<KeyModel["place"], TerraformProvider>>;
}

/** Customer keys with yearly rotation and a name each. Never destroyed by a run: what they encrypt would be lost with them. */
export class KmsKeys extends Construct {
  /** ARN by key of the model. */
  readonly arns: ReadonlyMap<KeyModel["key"], string>;

  constructor(scope: Construct, id: string, { keys, providers }: KmsKeysProps) {
    super(scope, id);
    const made = keys.map((model): [KeyModel["key"], string] => {
      const address = addressOf("aws_kms_key", model.key);
      const provider = providers[model.place];
      const key = new KmsKey(this, `key-${model.key}`, {
        provider,
        description: lit(model.description),
        enableKeyRotation: true,
        deletionWindowInDays: DELETION_WINDOW_DAYS,
        policy: lit(JSON.stringify(model.policy)),
        lifecycle: { preventDestroy: true },
      });
      key.overrideLogicalId(address);
      const alias = new KmsAlias(this, `alias-${model.key}`, { provider, name: lit(model.alias), targetKeyId: key.keyId });
      alias.overrideLogicalId(address);
      return [model.key, key.arn];
    });
    this.arns = new Map(made);
  }
}
