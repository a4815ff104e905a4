import * as z from "zod";

// every `error` finishes the sentence "expected ...": it is what the reader sees

/** Stricter than `z.hostname()`, which lets a trailing dot and upper case through. Source: RFC 1035 section 2.3.4, RFC 5890 for A-labels. */
export const hostnameSchema = z
  .string()
  .max(253, { error: "a host name of at most 253 characters" })
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, {
    error: "a host name in lower case (punycode for other scripts) without a trailing dot",
  });

/** Cloudflare zone and account identifiers. */
export const cloudflareIdSchema = z.string().regex(/^[0-9a-f]{32}$/, { error: "32 hex digits in lower case" });

/** Names that become stack names, rule references and addresses: no double hyphen, because that separates owner from name. */
export const slugSchema = z
  .string()
  .max(40, { error: "at most 40 characters" })
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, { error: "lower-case words joined by single hyphens, starting with a letter" });

/** A person's id: an e-mail address without the characters that ssh-keygen reads as patterns. Source: ssh-keygen(1), ALLOWED SIGNERS. */
export const personIdSchema = z
  .email({ error: "an e-mail address" })
  .regex(/^[^*?!,"\s]+$/, { error: 'an e-mail address without * ? ! , " or space' });

export const sshPublicKeySchema = z.string().regex(/^(ssh-ed25519|ssh-rsa|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]+={0,2}( [^\r\n]*)?$/, {
  error: "one OpenSSH public key line (ssh-ed25519, sk-ssh-ed25519 or ssh-rsa)",
});

export const approverSchema = z.strictObject({
  id: personIdSchema.describe("who approves: an e-mail address"),
  sshPublicKey: sshPublicKeySchema.describe("public half of the key that signs approvals, as in an authorized_keys file"),
});

export const peopleSchema = z.strictObject({
  owner: personIdSchema.describe("answers for the target"),
  approvers: z
    .array(approverSchema)
    .min(1, { error: "at least one approver" })
    .describe("who may approve a run; the planner of a run may never be its approver"),
  quorum: z
    .int({ error: "a whole number of people" })
    .min(1, { error: "at least 1" })
    .default(1)
    .describe("how many of the approvers have to sign a run; a zone needs as many as the strictest environment in it"),
  knownKeysOnly: z
    .boolean()
    .default(false)
    .describe(
      "whether planner and commits need the SSH keys of listed approvers, so that planner, author and approver differ by key and not by name",
    ),
  recipient: personIdSchema.optional().describe("takes over at handover and redeploys from code"),
});

export type People = z.output<typeof peopleSchema>;

/** Source: Amazon S3 User Guide, general purpose bucket naming rules (checked 2026-11-26). */
export const bucketNameSchema = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "an S3 bucket name" });
