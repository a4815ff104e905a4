import { contentOf, contentText } from "../../launch/content-digest.ts";
import { buildReview } from "../../launch/review/review.ts";
import { refuseSecrets, secretValuesOf } from "../../launch/secrets/secret-scan.ts";
import { parsePlan } from "../../launch/terraform/plan-json.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { type BenchCase, measure } from "../measure.ts";

const CHANGES = 10_000;
const RUNS = 3;
const STACK = "zone-opsdesk-example";
const DIGEST = "0".repeat(64);

/** From the text that terraform prints to the Markdown that a person reads, digest and secret scan included. */
export const reviewCase: BenchCase = {
  name: `review of a plan with ${CHANGES} changes`,
  run: async () => {
    const text = planText();
    const ours = await measure(RUNS, async () => {
      const plan = parsePlan(text, STACK);
      contentText(contentOf(plan, Buffer.alloc(32)));
      const review = buildReview({
        run: "run-20261122T120000Z-0a1b2c",
        target: "zone/opsdesk.example",
        plannedAt: new Date(0),
        planner: "ana@opsdesk.example",
        commit: { sha: null, authors: [], dirty: false },
        rollbackOf: null,
        approvers: { from: "genesis", list: [], quorum: 1 },
        nextApprovers: [],
        nextQuorum: 1,
        exceptions: [],
        standing: { none: "no run was verified yet" },
        residuals: [],
        contentDigest: DIGEST,
        stacks: [{ stack: STACK, plan, digest: DIGEST, planSha256: DIGEST, serial: 1, empty: false }],
      });
      refuseSecrets(review, secretValuesOf(plan), STACK);
      reviewMarkdown(review);
    });
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    return {
      case: reviewCase.name,
      ours,
      target: "< 3 s, < 500 MB",
      note: `${Math.round(text.length / 1e6)} MB of JSON, peak ${peakMegabytes} MB`,
    };
  },
};

function planText(): string {
  const record = (index: number, content: string): object => ({
    zone_id: "9a7806061c88ada191ed06f989cc3dac",
    name: `h${index}.opsdesk.example`,
    type: "CNAME",
    content,
    ttl: 1,
    proxied: true,
    comment: `host ${index}`,
    settings: { ipv4_only: null, ipv6_only: null, flatten_cname: null },
    tags: [],
  });
  const changes = Array.from({ length: CHANGES }, (_, index) => ({
    address: `cloudflare_dns_record.h${index}`,
    mode: "managed",
    type: "cloudflare_dns_record",
    name: `h${index}`,
    change: {
      actions: ["update"],
      before: record(index, "a.opsdesk-origin.example"),
      after: record(index, "b.opsdesk-origin.example"),
      after_unknown: {},
      before_sensitive: { settings: {}, tags: [] },
      after_sensitive: { settings: {}, tags: [] },
    },
  }));
  const resources = changes.map(({ address, type, mode, name }) => ({ address, type, mode, name, expressions: { content: {}, name: {} } }));
  return JSON.stringify({
    format_version: "1.2",
    resource_changes: changes,
    configuration: { root_module: { resources } },
    complete: true,
  });
}
