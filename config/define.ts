import type { AccountInput } from "./schema/account.ts";
import type { LaunchInput } from "./schema/launch.ts";
import type { ZoneInput } from "./schema/zone.ts";

export type { AccountInput, LaunchInput, ZoneInput };

// These give a config file its types in the editor and nothing else: checking belongs to `slipway check`.

/** One product in each of its environments. Belongs in `config/launches/<name>.ts` as the default export. */
export function defineLaunch(launch: LaunchInput): LaunchInput {
  return launch;
}

/** What everybody in one Cloudflare zone shares. Belongs in `config/zones/<domain>.ts` as the default export. */
export function defineZone(zone: ZoneInput): ZoneInput {
  return zone;
}

/** The AWS and Cloudflare accounts. Belongs in `config/account.ts` as the default export. */
export function defineAccount(account: AccountInput): AccountInput {
  return account;
}
