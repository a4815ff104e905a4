/**
 * Secrets Manager decrypts with the caller's permission. A key that an alias names is not known by ARN here, so the alias stands in a condition.
 * Source: AWS Secrets Manager user guide, secret encryption, permissions for the KMS key; AWS KMS, kms:ResourceAliases (checked 2026-11-26).
 */
export function decryption(key: string, index: number): object {
  const [, , , region = "", account = "", resource = ""] = key.split(":");
  const isAlias = resource.startsWith("alias/");
  return {
    Sid: `DecryptSecrets${index === 0 ? "" : index + 1}`,
    Action: "kms:Decrypt",
    Resource: isAlias ? `arn:aws:kms:${region}:${account}:key/*` : key,
    Condition: {
      StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` },
      ...(isAlias ? { "ForAnyValue:StringEquals": { "kms:ResourceAliases": resource } } : {}),
    },
  };
}
