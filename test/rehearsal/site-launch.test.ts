import type { Change } from "../config/change.ts";
import { type LaunchGround, launchGround } from "./launch-ground.ts";

const P = "environments.staging";
const HOST = "app-staging.opsdesk.example";

let ground: LaunchGround;
beforeAll(async () => {
  ground = await launchGround("chatbot/staging");
});
afterAll(() => ground.close());

const served = (host: object): Change => ({
  launch: { [`${P}.hosts.app.origin`]: undefined, [`${P}.target`]: { kind: "static", host: { kind: "cloudfront", ...host } } },
});
const only = (type: string) => ground.rehearsal.world.objects(type).at(0)?.attributes;

// each test goes on from the one before
describe("a host served by files behind CloudFront", () => {
  it("answers through the edge once it is applied, and has nothing left to do", async () => {
    expect(await ground.ask(HOST)).toBe(409);
    expect(await ground.apply(served({ cachedPaths: ["/assets/"], notFoundPage: "404.html" }))).toMatchObject({ errors: [] });
    expect(await ground.plan()).toEqual({});
    expect(await ground.ask(HOST)).toBe(200);
  });

  it("has a certificate of the region that CloudFront reads, and a bucket that its distribution alone reads", () => {
    expect(only("aws_acm_certificate")).toMatchObject({ region: "us-east-1", domain_name: HOST });
    const { Statement } = JSON.parse(String(only("aws_s3_bucket_policy")?.policy));
    expect(Statement[0].Condition).toEqual({ StringEquals: { "AWS:SourceArn": [only("aws_cloudfront_distribution")?.arn] } });
  });

  it("changes how pages are found without a new distribution", async () => {
    expect(await ground.apply(served({ cachedPaths: ["/assets/"], notFoundPage: "404.html", unknownPaths: "index" }))).toEqual({
      errors: [],
      changes: { "aws_cloudfront_function.gatekeeper": "update" },
    });
    expect(await ground.plan()).toEqual({});
    expect(await ground.ask(HOST)).toBe(200);
  });
});
