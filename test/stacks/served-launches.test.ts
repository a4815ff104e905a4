import { checkConfigs } from "../../config/check.ts";
import type { EnvironmentModel } from "../../config/model.ts";
import { renderStack } from "../../stacks/render.ts";
import { changed } from "../config/change.ts";
import { accountConfig } from "../fixtures/models.ts";

const P = "environments.staging";
const script = "export default { fetch: () => new Response(`${new Date()} %{x}`) };";

function environment(target: object): EnvironmentModel {
  const { model, errors } = checkConfigs(
    changed({ workers: { "app.js": script }, launch: { [`${P}.hosts.app.origin`]: undefined, [`${P}.target`]: target } }),
  );
  const found = model?.environments.get("chatbot/staging");
  if (found === undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
  return found;
}

const worker = { kind: "worker", script: "app.js", compatibilityDate: "2026-11-01" };

describe.each<readonly [string, object, object | undefined]>([
  [
    "files behind CloudFront",
    { kind: "static" },
    { type: "CNAME", content: "${aws_cloudfront_distribution.app.domain_name}", depends_on: ["aws_s3_bucket_policy.site"] },
  ],
  [
    "files at Pages",
    { kind: "static", host: { kind: "pages" } },
    { type: "CNAME", content: "${cloudflare_pages_project.site.subdomain}", depends_on: ["cloudflare_pages_domain.app"] },
  ],
  ["a worker on a route", worker, { type: "AAAA", content: "100::", depends_on: ["cloudflare_workers_route.app"] }],
  ["a worker with a domain of its own", { ...worker, attach: "domain" }, undefined],
])("a host served by %s", (_, target, record) => {
  const { resource } = JSON.parse(renderStack({ kind: "launch", environment: environment(target), account: accountConfig }));

  it("has a record that leads there, once it is there", () => {
    const found = resource.cloudflare_dns_record["host-app"];
    if (record === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject({ proxied: true, ttl: 1, ...record });
  });

  it("leaves the hosts with an origin alone", () => {
    expect(resource.cloudflare_dns_record["host-api"]).toMatchObject({ type: "CNAME", content: "api-staging.opsdesk-origin.example" });
  });
});

it("has a certificate in the region of CloudFront, and none for Pages and workers", () => {
  const made = (target: object) =>
    JSON.parse(renderStack({ kind: "launch", environment: environment(target), account: accountConfig })).resource.aws_acm_certificate;
  expect(made({ kind: "static" })).toMatchObject({ app: { provider: "aws.us_east_1", domain_name: "app-staging.opsdesk.example" } });
  expect(made({ kind: "static", host: { kind: "pages" } })).toBeUndefined();
  expect(made(worker)).toBeUndefined();
});

it("says what stays open", () => {
  const remaining = (host: object) => environment({ kind: "static", host }).residuals.map((each) => each.remaining);
  expect(remaining({ kind: "cloudfront" })).toContainEqual(expect.stringMatching(/other customers of Cloudflare/));
  expect(remaining({ kind: "pages" })).toContainEqual(expect.stringMatching(/chatbot-staging\.pages\.dev/));
});
