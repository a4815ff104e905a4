import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { ServedHost, SiteModel } from "../config/workload-model.ts";
import { addressOf } from "./address.ts";
import { CloudfrontDistribution, CloudfrontFunction, CloudfrontOriginAccessControl } from "./aws.ts";
import { lit } from "./lit.ts";
import { partFor } from "./part.ts";
import { PrivateBucket } from "./private-bucket.ts";
import { gatekeeperSource } from "./site-gatekeeper.ts";

export interface SiteTargetProps {
  readonly target: SiteModel;
  readonly region: string;
  /** Of us-east-1, where CloudFront looks for certificates and functions. */
  readonly edgeProvider: TerraformProvider;
  /** Certificates of us-east-1, by the host's address key. */
  readonly certificateArns: ReadonlyMap<string, string>;
}

/** Managed cache policies. Source: Amazon CloudFront developer guide, use managed cache policies (checked 2026-11-26). */
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
/** What a rollback of the files may go back to, in days. */
const OLD_VERSIONS_DAYS = 90;
/** How long CloudFront remembers that a file is missing, in seconds: a deployment may be about to bring it. */
const MISSING_SECONDS = 10;

/**
 * Files in a bucket that only this launch's distributions read, one distribution a host, because a distribution shows one certificate.
 *
 * Pages are asked for anew at every request; only prefixes whose names change with their content are kept. CloudFront answers over
 * TLS 1.2 and better, to addresses of Cloudflare alone. The distribution may list the bucket, for without that a missing file would be
 * 403; a visitor cannot, because no query reaches the bucket.
 * Source: Amazon CloudFront developer guide, restrict access to an Amazon S3 origin (checked 2026-11-26).
 */
export class SiteTarget extends Construct {
  /** By the host's address key: the name that its record points at. */
  readonly origins: ReadonlyMap<string, string>;
  readonly gates: ReadonlyMap<string, readonly ITerraformDependable[]>;

  constructor(scope: Construct, id: string, { target, region, edgeProvider, certificateArns }: SiteTargetProps) {
    super(scope, id);
    const gatekeeper = new CloudfrontFunction(this, "gatekeeper", {
      provider: edgeProvider,
      name: lit(`${target.name}-gatekeeper`.slice(-MAX_FUNCTION_NAME)),
      runtime: "cloudfront-js-2.0",
      comment: "Refuses whoever does not come through Cloudflare, and finds the file of a page",
      code: lit(gatekeeperSource({ ranges: target.edgeRanges, index: target.index, unknownPaths: target.unknownPaths })),
      publish: true,
    });
    gatekeeper.overrideLogicalId("gatekeeper");
    const control = new CloudfrontOriginAccessControl(this, "control", {
      name: lit(target.bucket),
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
    control.overrideLogicalId("site");

    const made = target.hosts.map((host) => ({
      host,
      distribution: this.distribution(host, {
        target,
        region,
        controlId: control.id,
        functionArn: gatekeeper.arn,
        certificateArn: partFor(certificateArns, host.key, "certificate"),
      }),
    }));
    const bucket = new PrivateBucket(this, "files", {
      bucket: { key: "site", name: target.bucket, lifecycle: { oldVersionsDays: OLD_VERSIONS_DAYS } },
      policy: policyOf(
        target.bucket,
        made.map(({ distribution }) => distribution.arn),
      ),
    });
    this.origins = new Map(made.map(({ host, distribution }) => [host.key, distribution.domainName]));
    this.gates = new Map(made.map(({ host }) => [host.key, [bucket.policed]]));
  }

  private distribution({ key, name }: ServedHost, parts: DistributionParts): CloudfrontDistribution {
    const { target, region, controlId, functionArn, certificateArn } = parts;
    const behaviour = {
      targetOriginId: "files",
      viewerProtocolPolicy: "https-only",
      allowedMethods: ["GET", "HEAD", "OPTIONS"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      functionAssociation: [{ eventType: "viewer-request", functionArn }],
    };
    const made = new CloudfrontDistribution(this, `distribution-${key}`, {
      enabled: true,
      comment: lit(name),
      aliases: [lit(name)],
      defaultRootObject: lit(target.index),
      httpVersion: "http2and3",
      // the gatekeeper knows Cloudflare's IPv4 addresses
      isIpv6Enabled: false,
      // Cloudflare is near everybody already
      priceClass: "PriceClass_100",
      // the plain name, because a reference would wait for a bucket that waits for the distribution
      origin: [{ originId: "files", domainName: lit(`${target.bucket}.s3.${region}.amazonaws.com`), originAccessControlId: controlId }],
      defaultCacheBehavior: { ...behaviour, cachePolicyId: CACHING_DISABLED },
      ...(target.cachedPaths.length === 0
        ? {}
        : {
            orderedCacheBehavior: target.cachedPaths.map((path) => ({
              ...behaviour,
              pathPattern: lit(`${path}*`),
              cachePolicyId: CACHING_OPTIMIZED,
            })),
          }),
      ...(target.notFoundPage === undefined ? {} : { customErrorResponse: [missingFile(target.notFoundPage)] }),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: certificateArn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
    });
    made.overrideLogicalId(addressOf("aws_cloudfront_distribution", key));
    return made;
  }
}

/** Source: Amazon CloudFront API reference, CreateFunction, Name (checked 2026-11-26). */
const MAX_FUNCTION_NAME = 64;

interface DistributionParts {
  readonly target: SiteModel;
  readonly region: string;
  readonly controlId: string;
  readonly functionArn: string;
  readonly certificateArn: string;
}

function missingFile(page: string) {
  return { errorCode: 404, responseCode: 404, responsePagePath: lit(`/${page}`), errorCachingMinTtl: MISSING_SECONDS };
}

/** Source: the same page, give CloudFront permission to access the S3 bucket. */
function policyOf(bucket: string, distributionArns: readonly string[]): string {
  const arn = `arn:aws:s3:::${lit(bucket)}`;
  const own = { StringEquals: { "AWS:SourceArn": distributionArns } };
  const Principal = { Service: "cloudfront.amazonaws.com" };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "DistributionsRead", Effect: "Allow", Principal, Action: "s3:GetObject", Resource: `${arn}/*`, Condition: own },
      { Sid: "DistributionsKnowWhatIsMissing", Effect: "Allow", Principal, Action: "s3:ListBucket", Resource: arn, Condition: own },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
