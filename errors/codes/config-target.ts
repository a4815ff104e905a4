import type { ErrorEntry } from "../entry.ts";

/** Codes of the rules about what answers behind the edge. */
export const CONFIG_TARGET_CODES = {
  TARGET_SERVES_NOTHING: {
    title: "a target that no host is served by",
    consequence: "it would be made and paid for, and no request would ever reach it",
    fix: "leave origin out at the hosts that the target serves",
    source: "design: a host of a target that Slipway makes leaves its origin out",
  },
  TARGET_HOSTS_MANY: {
    title: "more hosts than a load balancer has certificates for",
    consequence: "the apply would fail half-way, at the first certificate too many",
    fix: "spread the hosts over two launches",
    source: "Application Load Balancer user guide, quotas (checked 2026-11-26)",
  },
  TARGET_NEEDS_TLS: {
    title: "a target that the edge could not reach, because it speaks TLS only",
    consequence: "Cloudflare would ask for plain HTTP, where nothing listens, and every visitor would get error 521",
    fix: "set tls.mode of the zone to strict",
    source: "developers.cloudflare.com/ssl/origin-configuration/ssl-modes (checked 2026-11-26)",
  },
  ORIGIN_PULLS_MISSING: {
    title: "a load balancer that asks for a certificate which the zone does not present",
    consequence: "it would refuse every connection of the edge, and the product would be down",
    fix: "turn tls.originPulls on in the zone first",
    source: "developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull (checked 2026-11-26)",
  },
  ORIGIN_PULLS_UNCHECKED: {
    title: "a zone that proves itself to an origin which does not look",
    consequence: "whoever sends from Cloudflare's addresses reaches the origin, other customers of Cloudflare too",
    fix: "name the authority under target.clientCertificates",
    source: "readiness row N1",
  },
  IMAGE_NOT_BY_DIGEST: {
    title: "an image that a tag names",
    consequence: "the same configuration runs something else tomorrow, and a rollback cannot name what ran before",
    fix: "name the image by its digest",
    source: "readiness 4.5, row 116; OCI image specification, descriptors, digests",
  },
  TASK_SIZE_UNKNOWN: {
    title: "a pair of CPU and memory that Fargate does not have",
    consequence: "the task definition would be refused during the apply, after other things have been made",
    fix: "take a pair from the table",
    source: "Amazon ECS developer guide, invalid CPU or memory errors (checked 2026-11-26)",
  },
  DEPLOYMENT_STUCK: {
    title: "bounds between which no task can be replaced",
    consequence: "a deployment would neither stop an old task nor start a new one, and time out",
    fix: "raise maximumPercent, or lower minimumHealthyPercent",
    source: "Amazon ECS API reference, DeploymentConfiguration (checked 2026-11-26)",
  },
  DEPLOYMENT_INTERRUPTS: {
    title: "a deployment that may stop every task at once",
    consequence: "every deployment can be an outage",
    fix: "raise minimumHealthyPercent",
    source: "readiness 4.5, row 117",
  },
  CONTAINER_RUNS_AS_ROOT: {
    title: "an application that runs as root",
    consequence: "a hole in the application is a hole in its sandbox",
    fix: "run it as a user of its own",
    source: "checkov CKV_AWS_336 and CIS Docker Benchmark, 4.1",
  },
  PERMISSION_TOO_WIDE: {
    title: "an application that may do more than it has to",
    consequence: "whoever takes the application over reads and changes whatever it may",
    fix: "list single actions and ARNs",
    source: "readiness 4.4, row 94; OWASP ASVS 5.0, 13.3.2",
  },
  WEB_ACL_LIMIT_RANGE: {
    title: "a limit that AWS WAF cannot count",
    consequence: "AWS WAF would refuse the rule during the apply",
    fix: "take one of its windows, and 10 requests or more",
    source: "AWS WAF API reference, RateBasedStatement (checked 2026-11-26)",
  },
  WEB_ACL_NOT_THERE: {
    title: "a limit for AWS WAF on a host that it does not stand in front of",
    consequence: "nobody would keep the limit",
    fix: "keep it at the edge or in the application",
    source: "AWS WAF developer guide, resources that you can protect (checked 2026-11-26)",
  },
  JOB_VISIBLE_EARLY: {
    title: "a job that others see while it is being done",
    consequence: "two workers do the same job at once: mails go out twice, documents are read in twice",
    fix: "hide it for longer than a job may take, and six times as long from a function",
    source: "AWS Lambda developer guide, SQS event source, queue configuration (checked 2026-11-26)",
  },
  JOB_TOO_LONG: {
    title: "a job that takes longer than SQS can hide it",
    consequence: "another worker would take it before the first one is done",
    fix: "cut the work into smaller jobs",
    source: "Amazon SQS API reference, VisibilityTimeout (checked 2026-11-26)",
  },
  JOB_ALARM_LATE: {
    title: "an alarm that comes after waiting jobs are lost",
    consequence: "nobody is told while there is something to save",
    fix: "alarm earlier, or keep jobs for longer",
    source: "Amazon SQS API reference, MessageRetentionPeriod (checked 2026-11-26)",
  },
  JOB_NAME_LONG: {
    title: "a queue whose name is too long",
    consequence: "the apply fails half-way, when SQS refuses the name",
    fix: "shorten the name of the job, the launch or the environment",
    source: "Amazon SQS developer guide, quotas (checked 2026-11-26)",
  },
  JOB_VARIABLE_TAKEN: {
    title: "a variable that hides where a queue is",
    consequence: "the application would put jobs somewhere else, or nowhere",
    fix: "remove the variable, or rename the job",
    source: "docs/config.md",
  },
  JOB_WORKER_MISSING: {
    title: "a job that nobody takes",
    consequence: "jobs would wait until they are lost",
    fix: "say under worker who takes them",
    source: "readiness row E5",
  },
  DEPENDENCIES_TOO_SLOW: {
    title: "services that the application waits for longer than anybody waits for it",
    consequence: "visitors get a gateway's error while the application is still asking; one slow service freezes everything",
    fix: "lower timeouts or retries, or do the work in a job",
    source: "readiness row R16",
  },
  TIMEOUTS_INVERTED: {
    title: "a load balancer that waits longer than the edge",
    consequence: "visitors get Cloudflare's error 524 while the application goes on for nobody",
    fix: "lower idleTimeoutSeconds",
    source: "readiness row R16; developers.cloudflare.com/fundamentals/reference/connection-limits (checked 2026-11-26)",
  },
} as const satisfies Record<string, ErrorEntry>;
