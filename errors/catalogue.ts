import { CLI_CODES } from "./codes/cli.ts";
import { CONFIG_CODES } from "./codes/config.ts";
import { CONFIG_ACCESS_CODES } from "./codes/config-access.ts";
import { CONFIG_ACCOUNT_CODES } from "./codes/config-account.ts";
import { CONFIG_DNS_CODES } from "./codes/config-dns.ts";
import { CONFIG_EDGE_CODES } from "./codes/config-edge.ts";
import { CONFIG_LAUNCH_CODES } from "./codes/config-launch.ts";
import { CONFIG_LOAD_CODES } from "./codes/config-load.ts";
import { CONFIG_MONITOR_CODES } from "./codes/config-monitors.ts";
import { CONFIG_SECRET_CODES } from "./codes/config-secrets.ts";
import { CONFIG_TARGET_CODES } from "./codes/config-target.ts";
import { CONFIG_TLS_CODES } from "./codes/config-tls.ts";
import { CONFIG_WORKLOAD_CODES } from "./codes/config-workload.ts";
import { DMARC_CODES } from "./codes/dmarc.ts";
import { EDGE_CODES } from "./codes/edge.ts";
import { ENGINE_CODES } from "./codes/engine.ts";
import { MAIL_CODES } from "./codes/mail.ts";
import { MAIL_POLICY_CODES } from "./codes/mail-policies.ts";
import { PLAN_FILE_CODES } from "./codes/plan-file.ts";
import { RECOVER_CODES } from "./codes/recover.ts";
import { REHEARSAL_CODES } from "./codes/rehearsal.ts";
import { RESTORE_CODES } from "./codes/restore.ts";
import { REVIEW_CODES } from "./codes/review.ts";
import { SECRET_CODES } from "./codes/secrets.ts";
import { SPF_CODES } from "./codes/spf.ts";
import { STAGE_CODES } from "./codes/stages.ts";
import { STORE_CODES } from "./codes/store.ts";
import { SYNTH_CODES } from "./codes/synth.ts";
import { TRUST_CODES } from "./codes/trust.ts";
import { VERIFY_CODES } from "./codes/verify.ts";
import type { ErrorEntry } from "./entry.ts";

/** Every error code there is. A code that is not in here does not compile. */
export const CATALOGUE = {
  ...CONFIG_LOAD_CODES,
  ...CONFIG_CODES,
  ...CONFIG_DNS_CODES,
  ...CONFIG_TLS_CODES,
  ...CONFIG_LAUNCH_CODES,
  ...CONFIG_SECRET_CODES,
  ...CONFIG_WORKLOAD_CODES,
  ...CONFIG_TARGET_CODES,
  ...CONFIG_MONITOR_CODES,
  ...CONFIG_ACCESS_CODES,
  ...CONFIG_ACCOUNT_CODES,
  ...CONFIG_EDGE_CODES,
  ...EDGE_CODES,
  ...MAIL_CODES,
  ...DMARC_CODES,
  ...MAIL_POLICY_CODES,
  ...SPF_CODES,
  ...SYNTH_CODES,
  ...ENGINE_CODES,
  ...PLAN_FILE_CODES,
  ...STAGE_CODES,
  ...STORE_CODES,
  ...RECOVER_CODES,
  ...RESTORE_CODES,
  ...TRUST_CODES,
  ...REVIEW_CODES,
  ...VERIFY_CODES,
  ...SECRET_CODES,
  ...REHEARSAL_CODES,
  ...CLI_CODES,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof CATALOGUE;
