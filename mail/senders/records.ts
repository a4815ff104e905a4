import { renderDkim } from "../dkim/record.ts";

/** A key that the service gave out for publication. */
export interface DkimKey {
  readonly selector: string;
  /** SubjectPublicKeyInfo in base64. */
  readonly publicKey: string;
}

export interface DkimRecord {
  /** Of the signing domain, left of the zone's; empty for the zone's own. */
  readonly label: string;
  readonly selector: string;
  readonly type: "TXT" | "CNAME";
  readonly value: string;
}

/** What a service needs in DNS. Labels are left of the zone's domain; empty for the domain itself. */
export interface SenderRecords {
  readonly name: string;
  /** At most one entry a label; the composer joins those of all services into one record for each name. */
  readonly spf: readonly { readonly label: string; readonly terms: readonly string[] }[];
  readonly dkim: readonly DkimRecord[];
  readonly aliases: readonly {
    readonly label: string;
    readonly target: string;
    readonly purpose: "return-path" | "tracking" | "verification";
  }[];
  readonly mx: readonly { readonly label: string; readonly host: string; readonly priority: number }[];
  /** Domain of the envelope sender, which SPF judges; undefined: one of the service's own, which never aligns. */
  readonly bounceLabel: string | undefined;
  /** Domain that signs; undefined: the service does not sign as us. */
  readonly signingLabel: string | undefined;
}

/** A service with the domains that it writes into From lines. */
export interface SendingService extends SenderRecords {
  readonly from: readonly string[];
}

export const NO_RECORDS = { spf: [], dkim: [], aliases: [], mx: [], bounceLabel: undefined, signingLabel: undefined } as const;

export function keyRecord({ selector, publicKey }: DkimKey, label = ""): DkimRecord {
  return { label, selector, type: "TXT", value: renderDkim(publicKey) };
}

export function keyAlias(selector: string, target: string): DkimRecord {
  return { label: "", selector, type: "CNAME", value: target };
}

/** `em1` in `example.com` is `em1.example.com`; no label is the domain itself. */
export function hostOf(label: string, domain: string): string {
  return label === "" ? domain : `${label}.${domain}`;
}
