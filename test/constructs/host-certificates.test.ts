import { AwsProvider } from "../../constructs/aws.ts";
import { HostCertificates } from "../../constructs/host-certificates.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const zoneId = "0".repeat(32);
const PROOF = "tolist(aws_acm_certificate.api.domain_validation_options).0";

it("orders a certificate for each host and publishes its proof in the zone", () => {
  const build = resourcesOf((stack) => {
    new HostCertificates(stack, "certificates", {
      zoneId,
      hosts: [{ key: "api", name: "api.shop.example" }],
      comment: "slipway shop/production",
    });
  });
  expect(build).toEqual({
    aws_acm_certificate: {
      api: { domain_name: "api.shop.example", validation_method: "DNS", lifecycle: { create_before_destroy: true } },
    },
    cloudflare_dns_record: {
      "certificate-api": {
        zone_id: zoneId,
        name: `\${trimsuffix(${PROOF}.resource_record_name, ".")}`,
        type: "CNAME",
        content: `\${trimsuffix(${PROOF}.resource_record_value, ".")}`,
        ttl: 60,
        proxied: false,
        comment: "slipway shop/production",
      },
    },
    aws_acm_certificate_validation: {
      api: {
        certificate_arn: "${aws_acm_certificate.api.arn}",
        validation_record_fqdns: ["${cloudflare_dns_record.certificate-api.name}"],
      },
    },
  });
});

it("keeps the certificates of several hosts apart, in the region that is asked for", () => {
  const build = resourcesOf((stack) => {
    const provider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "us_east_1" });
    const hosts = ["app", "admin"].map((key) => ({ key, name: `${key}.shop.example` }));
    new HostCertificates(stack, "certificates", { zoneId, hosts, provider, comment: "slipway" });
  });
  expect(build).toMatchObject({
    aws_acm_certificate: {
      app: { domain_name: "app.shop.example", provider: "aws.us_east_1" },
      admin: { domain_name: "admin.shop.example", provider: "aws.us_east_1" },
    },
    aws_acm_certificate_validation: { app: { provider: "aws.us_east_1" }, admin: { provider: "aws.us_east_1" } },
  });
});
