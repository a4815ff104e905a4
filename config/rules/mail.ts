import type { SlipwayError } from "../../errors/slipway-error.ts";
import { parseDkimKey } from "../../mail/dkim/key.ts";
import { keyStrength } from "../../mail/dkim/record.ts";
import type { MailRemark } from "../../mail/remark.ts";
import { recordsOf } from "../../mail/senders/catalogue.ts";
import { type DkimKey, hostOf } from "../../mail/senders/records.ts";
import type { Sourced } from "../parse.ts";
import type { Sender } from "../schema/senders.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { remarkError } from "./spf.ts";
import { mistake, type Place, type Rule, type World, where } from "./world.ts";

export const dmarcEnforced: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) => {
    const { policy, subdomainPolicy, nonexistentPolicy, testing } = config.mail.dmarc;
    const policies = { policy, subdomainPolicy, nonexistentPolicy };
    const weak = Object.entries(policies).find(([, each]) => each === "none") ?? (testing ? ["testing", "true"] : undefined);
    if (weak === undefined) return [];
    const [field, got] = weak;
    return mistake({ file, path: ["mail", "dmarc", field ?? ""] }, [], {
      code: "DMARC_NOT_ENFORCED",
      expected: testing && got === "true" ? "false" : '"quarantine" or "reject"',
      got: got === "true" ? got : JSON.stringify(got),
      fix: "raise it when reports show that your own mail is aligned",
    });
  });

export const dkimKeys: Rule = ({ configs }) =>
  configs.zones.flatMap((zone) =>
    placedKeys(zone).flatMap(({ place, publicKey }) => {
      const key = parseDkimKey(publicKey);
      if (key.ok) return [];
      return mistake(place, [], {
        code: "DKIM_KEY_UNREADABLE",
        expected: "a public key: RSA as base64 of its SubjectPublicKeyInfo, or Ed25519 as base64 of its 32 bytes",
        got: key.reason,
        fix: "copy the p= value from the sender's console again",
      });
    }),
  );

export const dkimKeysLong: Rule = ({ configs }) => configs.zones.flatMap((zone) => weakKeys(zone, "error"));

export const dkimKeysStrong: Rule = ({ configs }) => configs.zones.flatMap((zone) => weakKeys(zone, "warning"));

function weakKeys(zone: Sourced<ZoneConfig>, severity: MailRemark["severity"]): SlipwayError[] {
  return placedKeys(zone).flatMap(({ place, publicKey }) => {
    const key = parseDkimKey(publicKey);
    const remarks = key.ok ? keyStrength(key) : [];
    return remarks.filter((remark) => remark.severity === severity).map((remark) => remarkError(place, remark));
  });
}

function placedKeys({ file, config }: Sourced<ZoneConfig>): (DkimKey & { readonly place: Place })[] {
  const idle = config.mail.idleKeys.flatMap((key, index) =>
    key.state === "revoked" ? [] : [{ ...key, place: { file, path: ["mail", "idleKeys", String(index), "publicKey"] } }],
  );
  const active = config.mail.senders.flatMap((sender, index) =>
    dkimKeysOf(sender).map(({ field, ...key }) => ({
      ...key,
      place: { file, path: ["mail", "senders", String(index), ...field, "publicKey"] },
    })),
  );
  return [...active, ...idle];
}

/** Selectors, return paths and MX hosts: each name of the domain's mail stands once. */
export const mailNamesOnce: Rule = ({ configs }) =>
  configs.zones.flatMap(({ file, config }) => {
    const mailPlace = { file, path: ["mail"] };
    const senders = config.mail.senders.map((sender, index) => ({ index, records: recordsOf(sender) }));
    const selectors = [
      ...senders.flatMap(({ index, records }) =>
        records.dkim.map(({ label, selector }) => ({ path: ["senders", String(index)], name: keyName(selector, label) })),
      ),
      ...config.mail.idleKeys.map(({ label, selector }, index) => ({ path: ["idleKeys", String(index)], name: keyName(selector, label) })),
    ];
    const labels = senders.flatMap(({ index, records }) => records.aliases.map(({ label }) => ({ index, name: label })));
    // a record is named after its host, with hyphens for dots
    const mx = config.mail.mx.map(({ host }, index) => ({ index, name: host.replaceAll(".", "-"), host }));
    return [
      ...repeats(selectors).map(({ path, name }) =>
        mistake(mailPlace, path, {
          code: "DKIM_SELECTOR_TWICE",
          expected: "a DKIM selector that no other key uses",
          got: name,
          fix: "choose another selector: each belongs to one key for all its life",
        }),
      ),
      ...repeats(labels).map(({ index, name }) =>
        mistake(mailPlace, ["senders", String(index), "returnPathLabel"], {
          code: "MAIL_NAME_TWICE",
          expected: "a return path that no other sender uses",
          got: name,
          fix: "choose another label at one of the senders",
        }),
      ),
      ...repeats(mx).map(({ index, host }) =>
        mistake(mailPlace, ["mx", String(index), "host"], {
          code: "MAIL_NAME_TWICE",
          expected: "each mail host once, and names that differ in more than dots and hyphens",
          got: host,
          fix: "remove one of the two",
        }),
      ),
    ];
  });

export const mxReachable: Rule = ({ configs, hostsByName }) =>
  configs.zones.flatMap(({ file, config }) =>
    config.mail.mx.flatMap(({ host }, index) => {
      const proxied = hostsByName.get(host)?.[0];
      if (proxied === undefined) return [];
      return mistake({ file, path: ["mail", "mx", String(index), "host"] }, [], {
        code: "MX_NOT_REACHABLE",
        expected: "a host that takes mail on port 25",
        got: `${host}, which is proxied (${where(proxied)})`,
        fix: "name the mail service's own host",
      });
    }),
  );

/** A host's record is a CNAME, beside which its name can hold nothing. */
export const mailNamesFree: Rule = ({ configs, hostsByName }: World) =>
  configs.zones.flatMap(({ file, config }) =>
    config.mail.senders.flatMap((sender, index) =>
      recordsOf(sender).aliases.flatMap(({ label }) => {
        const host = hostsByName.get(hostOf(label, config.domain))?.[0];
        if (host === undefined) return [];
        return mistake({ file, path: ["mail", "senders", String(index), "returnPathLabel"] } satisfies Place, [], {
          code: "MAIL_NAME_TAKEN_BY_HOST",
          expected: "a label that no host uses",
          got: `${label}, the host ${where(host)}`,
          fix: "rename the host, or choose another label at the sender",
        });
      }),
    ),
  );

function dkimKeysOf(sender: Sender): (DkimKey & { readonly field: readonly string[] })[] {
  if (sender.kind === "custom") return sender.dkim.map((key, index) => ({ ...key, field: ["dkim", String(index)] }));
  return "dkim" in sender ? [{ ...sender.dkim, field: ["dkim"] }] : [];
}

function keyName(selector: string, label: string): string {
  return label === "" ? selector : `${selector}._domainkey.${label}`;
}

function repeats<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return items.filter(({ name }, index) => items.findIndex((other) => other.name === name) < index);
}
