import { ARN, IAM_NAME } from "./aws-values.ts";
import {
  atLeastOneWith,
  between,
  conflictsWith,
  each,
  exactlyOneWith,
  JSON_OBJECT,
  JSON_TEXT,
  length,
  matches,
  oneOf,
  type Rules,
  requires,
} from "./rule.ts";

// Source: answers of hashicorp/terraform-provider-aws 5.100.0 to one-attribute changes (run on 2026-11-26).

/** Roles and policies, keys, and what hangs on a secret. */
export const IDENTITY_RULES: Readonly<Record<string, Rules>> = {
  aws_iam_role: {
    assume_role_policy: { checks: [JSON_OBJECT] },
    description: { checks: [length(0, 1000)] },
    force_detach_policies: { default: false },
    inline_policy: { computedBlock: true },
    "inline_policy[].name": { checks: [length(1, 128), IAM_NAME] },
    "inline_policy[].policy": { checks: [JSON_OBJECT] },
    managed_policy_arns: { checks: [each(ARN)] },
    max_session_duration: { default: 3600, checks: [between(3600, 43200)] },
    name: { replace: true, checks: [length(1, 64), IAM_NAME] },
    name_prefix: { replace: true, checks: [conflictsWith("name")] },
    path: { replace: true, default: "/", checks: [length(0, 512)] },
    permissions_boundary: { checks: [ARN] },
  },
  aws_iam_role_policy: {
    name: { replace: true, checks: [length(1, 128), IAM_NAME] },
    name_prefix: { replace: true, checks: [conflictsWith("name")] },
    policy: { checks: [JSON_OBJECT] },
    role: { replace: true, checks: [IAM_NAME, length(1, 128)] },
  },
  aws_iam_policy: {
    description: { replace: true },
    name: { replace: true, checks: [length(1, 128), IAM_NAME] },
    name_prefix: { replace: true, checks: [conflictsWith("name")] },
    path: { replace: true, default: "/" },
    policy: { checks: [JSON_OBJECT] },
  },
  aws_iam_role_policy_attachment: {
    policy_arn: { replace: true, checks: [ARN] },
    role: { replace: true },
  },
  aws_kms_key: {
    bypass_policy_lockout_safety_check: { default: false },
    custom_key_store_id: { replace: true, checks: [length(1, 22)] },
    customer_master_key_spec: {
      replace: true,
      default: "SYMMETRIC_DEFAULT",
      checks: [
        oneOf(
          "RSA_2048",
          "RSA_3072",
          "RSA_4096",
          "ECC_NIST_P256",
          "ECC_NIST_P384",
          "ECC_NIST_P521",
          "ECC_SECG_P256K1",
          "SYMMETRIC_DEFAULT",
          "HMAC_224",
          "HMAC_256",
          "HMAC_384",
          "HMAC_512",
          "SM2",
        ),
      ],
    },
    deletion_window_in_days: { checks: [between(7, 30)] },
    enable_key_rotation: { default: false },
    is_enabled: { default: true },
    key_usage: {
      replace: true,
      default: "ENCRYPT_DECRYPT",
      checks: [oneOf("SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT")],
    },
    multi_region: { replace: true },
    policy: { checks: [JSON_TEXT] },
    rotation_period_in_days: { checks: [between(90, 2560)] },
    xks_key_id: { replace: true, checks: [requires("custom_key_store_id")] },
  },
  aws_kms_alias: {
    name: { replace: true, checks: [matches(/^alias\/[0-9A-Za-z_/-]+$/, "alias/ and characters of [0-9A-Za-z_/-]")] },
    name_prefix: {
      replace: true,
      checks: [conflictsWith("name"), matches(/^alias\/[0-9A-Za-z_/-]+$/, "alias/ and characters of [0-9A-Za-z_/-]")],
    },
  },
  aws_secretsmanager_secret_policy: {
    policy: { checks: [JSON_TEXT] },
    secret_arn: { replace: true, checks: [ARN] },
  },
  aws_secretsmanager_secret_rotation: {
    rotate_immediately: { default: true },
    rotation_lambda_arn: { checks: [ARN] },
    "rotation_rules[].automatically_after_days": { checks: [between(1, 1000), atLeastOneWith("<.schedule_expression")] },
    "rotation_rules[].duration": { checks: [matches(/[0-9h]+/, "a value like [0-9h]+")] },
    "rotation_rules[].schedule_expression": { checks: [exactlyOneWith("<.automatically_after_days")] },
    secret_id: { replace: true },
  },
};
