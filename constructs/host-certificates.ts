import { Fn, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { addressOf } from "./address.ts";
import { AcmCertificate, AcmCertificateValidation } from "./aws.ts";
import { DnsRecord } from "./cloudflare.ts";
import { lit } from "./lit.ts";

export interface HostCertificatesProps {
  /** Cloudflare zone identifier, 32 hex digits: where the proof of ownership is published. */
  readonly zoneId: string;
  readonly hosts: readonly { readonly key: string; readonly name: string }[];
  /** Region of the service that will show the certificate: us-east-1 for CloudFront; the home region when left out. */
  readonly provider?: TerraformProvider;
  /** On the proof's record. */
  readonly comment: string;
}

/**
 * Certificates of AWS Certificate Manager, one a host, so that Cloudflare can check whom it talks to when tls.mode is strict.
 *
 * The proof is a CNAME that stays in the zone: the certificate is renewed for as long as it is there. One name a certificate, because the
 * records of several are known only after an apply, and then not how many they are.
 * Source: AWS Certificate Manager user guide, DNS validation (checked 2026-11-26).
 */
export class HostCertificates extends Construct {
  /** By host key: ARN of the certificate, once it is issued. */
  readonly arns: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { zoneId, hosts, provider, comment }: HostCertificatesProps) {
    super(scope, id);
    const placed = provider === undefined ? {} : { provider };
    const arns = new Map<string, string>();
    for (const host of hosts) {
      const address = addressOf("aws_acm_certificate", host.key);
      const certificate = new AcmCertificate(this, `certificate-${host.key}`, {
        ...placed,
        domainName: lit(host.name),
        validationMethod: "DNS",
        // whoever shows the old one keeps it until the new one is there
        lifecycle: { createBeforeDestroy: true },
      });
      certificate.overrideLogicalId(address);
      const proof = certificate.domainValidationOptions.get(0);
      const record = new DnsRecord(this, `proof-${host.key}`, {
        zoneId,
        // the certificate manager answers with trailing dots, Cloudflare without
        name: Fn.trimsuffix(proof.resourceRecordName, "."),
        type: "CNAME",
        content: Fn.trimsuffix(proof.resourceRecordValue, "."),
        ttl: PROOF_TTL_SECONDS,
        proxied: false,
        comment: lit(comment),
      });
      record.overrideLogicalId(addressOf("cloudflare_dns_record", `certificate-${host.key}`));
      const validation = new AcmCertificateValidation(this, `validation-${host.key}`, {
        ...placed,
        certificateArn: certificate.arn,
        validationRecordFqdns: [record.name],
      });
      validation.overrideLogicalId(address);
      arns.set(host.key, validation.certificateArn);
    }
    this.arns = arns;
  }
}

/** Short, because nobody but the certificate manager asks, and a mistake should not last. Least that every plan of Cloudflare's takes. */
const PROOF_TTL_SECONDS = 60;
