import type { AwsExample } from "./aws-example.ts";

/** What a listener holds on to beside its rules. */
export const LISTENER_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_lb_trust_store: {
    base: { name: "chatbot", ca_certificates_bundle_s3_bucket: "chatbot-trust", ca_certificates_bundle_s3_key: "edge.pem" },
    updated: { ca_certificates_bundle_s3_key: "edge-2.pem" },
    replaced: { name: "chatbot-2" },
    importId: "{arn}",
    writtenAgain: true,
  },
};
