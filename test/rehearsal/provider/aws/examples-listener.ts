import type { AwsExample } from "./aws-example.ts";

/** What a listener holds on to beside its rules. */
export const LISTENER_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_lb_listener_certificate: {
    base: {
      listener_arn: "${aws_lb_listener.it.arn}",
      certificate_arn: "arn:aws:acm:eu-west-1:999999999999:certificate/00000000-0000-0000-0000-000000000000",
    },
    replaced: { certificate_arn: "arn:aws:acm:eu-west-1:999999999999:certificate/00000000-0000-0000-0000-000000000001" },
    importId: "{listener_arn}_{certificate_arn}",
  },
  aws_lb_trust_store: {
    base: { name: "chatbot", ca_certificates_bundle_s3_bucket: "chatbot-trust", ca_certificates_bundle_s3_key: "edge.pem" },
    updated: { ca_certificates_bundle_s3_key: "edge-2.pem" },
    replaced: { name: "chatbot-2" },
    importId: "{arn}",
    writtenAgain: true,
  },
};
