import type { SlipwayError } from "../../errors/slipway-error.ts";
import { type Alignment, alignmentsOf } from "../../mail/alignment.ts";
import type { DmarcRecord } from "../../mail/dmarc/record.ts";
import { recordsOf } from "../../mail/senders/catalogue.ts";
import { type DeclaredPolicies, declaredPolicies } from "../declared-policies.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { isWithin, mistake, type Rule, type World } from "./world.ts";

/** Under an enforced policy, mail without an aligned way is lost. */
export const sendersAligned: Rule = (world) => unaligned(world, true);

/** Under p=none it still arrives, and the policy cannot be raised. */
export const sendersAlignable: Rule = (world) => unaligned(world, false);

/** Every way of every sender, for each domain that it writes into From lines. */
export function alignmentMatrix(
  { domain, mail }: ZoneConfig,
  policies: DeclaredPolicies,
): readonly (Alignment & { readonly senderIndex: number; readonly enforced: boolean })[] {
  return mail.senders.flatMap((sender, senderIndex) =>
    (sender.from ?? [domain]).flatMap((from) => {
      const { policy, spfAlignment, dkimAlignment } = policyFor(from, { domain, mail }, policies);
      const strictness = { spf: spfAlignment, dkim: dkimAlignment };
      const rows = alignmentsOf({ records: recordsOf(sender), domain, from: [from], policy: strictness, tree: policies.tree });
      return rows.map((row) => ({ ...row, senderIndex, enforced: policy !== "none" }));
    }),
  );
}

function unaligned(world: World, enforced: boolean): SlipwayError[] {
  const policies = declaredPolicies(world);
  return world.configs.zones.flatMap(({ file, config }) =>
    alignmentMatrix(config, policies)
      .filter((row) => !row.spf && !row.dkim && row.enforced === enforced)
      .map(({ senderIndex, sender, from, bounceDomain, signingDomain }) =>
        mistake({ file, path: ["mail", "senders", String(senderIndex)] }, [], {
          code: "SENDER_NOT_ALIGNED",
          expected: `mail of ${sender} from ${from} to pass DMARC by SPF or DKIM`,
          got: `envelope sender ${bounceDomain ?? "of the service"}, signature ${signingDomain === undefined ? "none of ours" : `of ${signingDomain}`}`,
          fix: enforced
            ? "have the service sign as the domain, or lower mail.dmarc until it does: receivers refuse this mail"
            : "have the service sign as the domain before mail.dmarc is raised",
        }),
      ),
  );
}

/** A name's own record, else the zone's for names below it; with `t=y` too, for old receivers apply all of it. */
function policyFor(
  from: string,
  { domain, mail }: Pick<ZoneConfig, "domain" | "mail">,
  { records }: DeclaredPolicies,
): Pick<DmarcRecord, "policy" | "spfAlignment" | "dkimAlignment"> {
  const own = records.get(from);
  if (own !== undefined) return own;
  const { policy, subdomainPolicy = policy } = mail.dmarc;
  return { ...mail.dmarc, policy: isWithin(from, domain) ? subdomainPolicy : policy };
}
