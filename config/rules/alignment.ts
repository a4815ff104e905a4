import type { SlipwayError } from "../../errors/slipway-error.ts";
import { type Alignment, alignmentsOf } from "../../mail/alignment.ts";
import type { DmarcTree } from "../../mail/organizational-domain.ts";
import { recordsOf } from "../../mail/senders/catalogue.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { isWithin, mistake, type Rule, type World } from "./world.ts";

/** Under an enforced policy, mail without an aligned way is lost. */
export const sendersAligned: Rule = (world) => unaligned(world, true);

/** Under p=none it still arrives, and the policy cannot be raised. */
export const sendersAlignable: Rule = (world) => unaligned(world, false);

/** Every way of every sender, for each domain that it writes into From lines. */
export function alignmentMatrix(zone: ZoneConfig, tree: DmarcTree): readonly (Alignment & { readonly senderIndex: number })[] {
  const { dkimAlignment, spfAlignment } = zone.mail.dmarc;
  return zone.mail.senders.flatMap((sender, senderIndex) =>
    alignmentsOf({
      records: recordsOf(sender),
      domain: zone.domain,
      from: sender.from ?? [zone.domain],
      policy: { spf: spfAlignment, dkim: dkimAlignment },
      tree,
    }).map((row) => ({ ...row, senderIndex })),
  );
}

/** Declared zones have a DMARC record at their apex; nobody else's are known. */
export function declaredTree({ zonesByDomain }: World): DmarcTree {
  return (name) => (zonesByDomain.has(name) ? "u" : undefined);
}

function unaligned(world: World, enforced: boolean): SlipwayError[] {
  const tree = declaredTree(world);
  return world.configs.zones.flatMap(({ file, config }) =>
    alignmentMatrix(config, tree)
      .filter(({ spf, dkim, from }) => !spf && !dkim && isEnforced(config, from) === enforced)
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

function isEnforced({ domain, mail }: ZoneConfig, from: string): boolean {
  const { policy, subdomainPolicy = policy } = mail.dmarc;
  return (from !== domain && isWithin(from, domain) ? subdomainPolicy : policy) !== "none";
}
