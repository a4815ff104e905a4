import type { PagesModel, SiteModel } from "../../config/workload-model.ts";
import { AwsProvider } from "../../constructs/aws.ts";
import { PagesTarget } from "../../constructs/pages-target.ts";
import { SiteTarget } from "../../constructs/site-target.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const hosts = [{ key: "app", name: "app.shop.example", certificates: [{ key: "app", name: "app.shop.example" }] }];

const site: SiteModel = {
  kind: "site",
  name: "shop-production",
  bucket: "shop-production-111122223333",
  index: "index.html",
  unknownPaths: "index",
  cachedPaths: ["/assets/"],
  edgeRanges: ["203.0.113.0/24"],
  hosts,
};

function build(more: Partial<SiteModel> = {}): Record<string, Record<string, Record<string, unknown>>> {
  return Object(
    resourcesOf((stack) => {
      const edgeProvider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "us_east_1" });
      const target = { ...site, ...more };
      new SiteTarget(stack, "target", { target, region: "eu-west-1", edgeProvider, certificateArns: new Map([["app", "arn:cert"]]) });
    }),
  );
}

const behaviour = {
  target_origin_id: "files",
  viewer_protocol_policy: "https-only",
  allowed_methods: ["GET", "HEAD", "OPTIONS"],
  cached_methods: ["GET", "HEAD"],
  compress: true,
  function_association: [{ event_type: "viewer-request", function_arn: "${aws_cloudfront_function.gatekeeper.arn}" }],
};

it("shows a certificate of its own under the host's name, over TLS 1.2 and better, and keeps no page", () => {
  expect(build().aws_cloudfront_distribution?.app).toEqual({
    enabled: true,
    comment: "app.shop.example",
    aliases: ["app.shop.example"],
    default_root_object: "index.html",
    http_version: "http2and3",
    is_ipv6_enabled: false,
    price_class: "PriceClass_100",
    origin: [
      {
        origin_id: "files",
        domain_name: "shop-production-111122223333.s3.eu-west-1.amazonaws.com",
        origin_access_control_id: "${aws_cloudfront_origin_access_control.site.id}",
      },
    ],
    default_cache_behavior: { ...behaviour, cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" },
    ordered_cache_behavior: [{ ...behaviour, path_pattern: "/assets/*", cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6" }],
    restrictions: { geo_restriction: { restriction_type: "none" } },
    viewer_certificate: { acm_certificate_arn: "arn:cert", ssl_support_method: "sni-only", minimum_protocol_version: "TLSv1.2_2021" },
  });
});

it("lets nobody but its distribution read the bucket", () => {
  const made = build();
  const { Statement } = JSON.parse(String(made.aws_s3_bucket_policy?.site?.policy));
  const own = { StringEquals: { "AWS:SourceArn": ["${aws_cloudfront_distribution.app.arn}"] } };
  expect(Statement).toEqual([
    expect.objectContaining({
      Effect: "Allow",
      Action: "s3:GetObject",
      Condition: own,
      Principal: { Service: "cloudfront.amazonaws.com" },
    }),
    expect.objectContaining({
      Effect: "Allow",
      Action: "s3:ListBucket",
      Condition: own,
      Principal: { Service: "cloudfront.amazonaws.com" },
    }),
    expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
  ]);
  expect(made.aws_s3_bucket_public_access_block?.site).toMatchObject({ block_public_policy: true, restrict_public_buckets: true });
  expect(made.aws_cloudfront_origin_access_control?.site).toMatchObject({ signing_behavior: "always", signing_protocol: "sigv4" });
});

it("answers a missing file with 404, never with a page of status 200", () => {
  expect(build().aws_cloudfront_distribution?.app).not.toHaveProperty("custom_error_response");
  expect(build({ notFoundPage: "404.html" }).aws_cloudfront_distribution?.app).toMatchObject({
    custom_error_response: [{ error_code: 404, response_code: 404, response_page_path: "/404.html", error_caching_min_ttl: 10 }],
  });
});

it("puts the gatekeeper where CloudFront looks for it", () => {
  expect(build().aws_cloudfront_function?.gatekeeper).toMatchObject({
    provider: "aws.us_east_1",
    runtime: "cloudfront-js-2.0",
    publish: true,
  });
});

it("makes a project of Pages without variables, with a domain for each host", () => {
  const target: PagesModel = { kind: "pages", name: "shop-production", productionBranch: "main", hosts };
  const accountId = "f".repeat(32);
  expect(resourcesOf((stack) => new PagesTarget(stack, "target", { target, accountId }))).toEqual({
    cloudflare_pages_project: { site: { account_id: accountId, name: "shop-production", production_branch: "main" } },
    cloudflare_pages_domain: {
      app: { account_id: accountId, project_name: "${cloudflare_pages_project.site.name}", name: "app.shop.example" },
    },
  });
});
