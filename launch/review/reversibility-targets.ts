import type { PlannedChange } from "./planned-change.ts";
import type { Reversibility } from "./review-schema.ts";

const LAMBDA_SOURCE = "AWS Lambda API reference, UpdateAlias, PublishVersion and DeleteFunction";
const GATEWAY_SOURCE = "Amazon API Gateway V2 API reference, DomainNames and ApiMappings";
const CLOUDFRONT_SOURCE = "Amazon CloudFront API reference, UpdateDistribution and DeleteDistribution";
const S3_SOURCE = "Amazon S3 API reference, PutBucketPolicy, PutPublicAccessBlock and the bucket's other Put calls";
const WORKERS_SOURCE = "Cloudflare Workers docs, versions and deployments; provider cloudflare 5.22.0, whose Delete of them makes no call";
const PAGES_SOURCE = "Cloudflare Pages docs, rollbacks; API, delete a project";

/** An assumption, on the careful side: traffic follows an alias, a deployment or a gateway within this time. */
const SHIFT_MINUTES = 1;
/** An assumption, on the careful side: a changed distribution is everywhere, and a new one answers, within this time. */
const DISTRIBUTION_MINUTES = 15;
/** An assumption: a gateway's domain answers within this time of its creation. */
const DOMAIN_MINUTES = 10;

type Row = (change: PlannedChange) => Reversibility;

const isLoss = ({ action }: PlannedChange): boolean => action === "delete" || action === "replace";
const row = (kind: Reversibility["class"], minutes: number | null, note: string, source: string): Reversibility => ({
  class: kind,
  minutes,
  note,
  source,
});

/** What a function, a gateway, a distribution, a worker and a project of Pages take to go back. */
export const TARGET_ROWS: readonly (readonly [RegExp, Row])[] = [
  [
    /^aws_lambda_function$/,
    (change) =>
      isLoss(change)
        ? row("needs-restore", null, "its versions go with it; made again from the same artefact, it counts from 1", LAMBDA_SOURCE)
        : row("reversible", SHIFT_MINUTES, "earlier versions stay, and the alias can name one of them again", LAMBDA_SOURCE),
  ],
  [/^aws_lambda_/, () => row("reversible", SHIFT_MINUTES, "the alias names the earlier version again", LAMBDA_SOURCE)],
  [
    /^aws_apigatewayv2_(api|domain_name)$/,
    (change) =>
      isLoss(change)
        ? row("reversible", DOMAIN_MINUTES, "a new one has another name, and records have to follow", GATEWAY_SOURCE)
        : row("reversible", SHIFT_MINUTES, "writing the old value back is enough", GATEWAY_SOURCE),
  ],
  [/^aws_apigatewayv2_/, () => row("reversible", SHIFT_MINUTES, "writing the old value back is enough", GATEWAY_SOURCE)],
  [
    /^aws_cloudfront_distribution$/,
    (change) =>
      isLoss(change)
        ? row("reversible", DISTRIBUTION_MINUTES, "a new one has another name, and records have to follow", CLOUDFRONT_SOURCE)
        : row("reversible", DISTRIBUTION_MINUTES, "the old value has to reach every place of CloudFront", CLOUDFRONT_SOURCE),
  ],
  [
    /^aws_cloudfront_/,
    () => row("reversible", DISTRIBUTION_MINUTES, "the old value has to reach every place of CloudFront", CLOUDFRONT_SOURCE),
  ],
  [/^aws_s3_bucket_/, () => row("reversible", SHIFT_MINUTES, "writing the old value back is enough", S3_SOURCE)],
  [
    /^cloudflare_(worker_version|workers_deployment)$/,
    () => row("reversible", SHIFT_MINUTES, "versions stay, and the deployment names the earlier one again", WORKERS_SOURCE),
  ],
  [
    /^cloudflare_worker$/,
    (change) =>
      isLoss(change)
        ? row(
            "needs-restore",
            null,
            "its versions go with it; the script is in the records, and becomes a version of another id",
            WORKERS_SOURCE,
          )
        : row("reversible", SHIFT_MINUTES, "writing the old value back is enough", WORKERS_SOURCE),
  ],
  [
    /^cloudflare_workers_(route|custom_domain)$/,
    () => row("reversible", SHIFT_MINUTES, "writing the old value back is enough", WORKERS_SOURCE),
  ],
  [
    /^cloudflare_pages_project$/,
    (change) =>
      isLoss(change)
        ? row("needs-restore", null, "its deployments go with it; the build has to upload the files again", PAGES_SOURCE)
        : row("reversible", SHIFT_MINUTES, "writing the old value back is enough", PAGES_SOURCE),
  ],
  [
    /^cloudflare_pages_domain$/,
    () => row("reversible", DOMAIN_MINUTES, "Pages has to order a certificate for the name again", PAGES_SOURCE),
  ],
];
