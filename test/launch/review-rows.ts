import {
  type ChangeFixture,
  create,
  DNS,
  HSTS,
  LIMITS,
  MX,
  RECORD,
  RULESET,
  remove,
  rule,
  ruleset,
  SECRET,
  SETTING,
  SPF,
  setting,
  update,
} from "./plan-fixtures.ts";

export type Row = readonly [
  what: string,
  change: ChangeFixture,
  expected: readonly [concern: string, sentence: string, risk: string, undo: string, minutes: number | null, acknowledge?: string],
];

const { content: _named, ...UNNAMED } = RECORD;

/** One change of each kind, and what the review has to say of it. */
export const ROWS: readonly Row[] = [
  [
    "a new host",
    create(DNS, RECORD),
    ["hosts", "api.opsdesk.example starts to answer: CNAME a.origin.example through Cloudflare", "low", "after-ttl", 5],
  ],
  [
    "a proxied host that moves",
    update(DNS, RECORD, { ...RECORD, content: "b.origin.example" }),
    ["hosts", "traffic of api.opsdesk.example moves from a.origin.example to b.origin.example", "high", "reversible", 1],
  ],
  [
    "a host that the target is to serve",
    { ...create(DNS, UNNAMED), change: { after_unknown: { content: true } } },
    ["hosts", "api.opsdesk.example starts to answer: CNAME the name that the target gets through Cloudflare", "low", "after-ttl", 5],
  ],
  [
    "a proxied host that moves to the target",
    { ...update(DNS, RECORD, UNNAMED), change: { after_unknown: { content: true } } },
    ["hosts", "traffic of api.opsdesk.example moves from a.origin.example to the name that the target gets", "high", "reversible", 1],
  ],
  [
    "a proof whose name the authority makes up",
    {
      type: DNS,
      name: "certificate-api",
      actions: ["create"],
      after: { type: "CNAME", ttl: 60, proxied: false },
      change: { after_unknown: { name: true, content: true } },
    },
    ["hosts", "proof of the domain for certificate api is published", "low", "after-ttl", 1],
  ],
  [
    "an unproxied host that moves",
    update(DNS, { ...RECORD, proxied: false, ttl: 600 }, { ...RECORD, proxied: false, ttl: 600, content: "b" }),
    ["hosts", "traffic of api.opsdesk.example moves from a.origin.example to b", "medium", "after-ttl", 10],
  ],
  [
    "a host that leaves Cloudflare",
    update(DNS, RECORD, { ...RECORD, proxied: false }),
    [
      "hosts",
      "api.opsdesk.example no longer goes through Cloudflare: no rule applies to it, and the origin's address becomes public",
      "high",
      "after-ttl",
      5,
    ],
  ],
  [
    "a host that goes",
    remove(DNS, RECORD),
    ["hosts", "api.opsdesk.example stops answering with CNAME a.origin.example", "high", "after-ttl", 30],
  ],
  [
    "a preview that goes",
    { ...remove(DNS, RECORD), more: { name: "host-preview-api", address: `${DNS}.host-preview-api` } },
    ["hosts", "api.opsdesk.example stops answering with CNAME a.origin.example", "low", "after-ttl", 30],
  ],
  [
    "mail that goes elsewhere",
    update(DNS, MX, { ...MX, content: "mx.other.example" }),
    ["mail", "mail to opsdesk.example moves from smtp.google.com to mx.other.example", "medium", "after-ttl", 5],
  ],
  [
    "mail that stops",
    remove(DNS, MX),
    [
      "mail",
      "mail to opsdesk.example is no longer delivered to smtp.google.com",
      "high",
      "after-ttl",
      30,
      "DELETES_MX:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "SPF that goes",
    remove(DNS, SPF),
    [
      "mail",
      "SPF of opsdesk.example disappears, and receivers treat mail from it accordingly",
      "high",
      "after-ttl",
      30,
      "DELETES_SPF:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "SPF that turns into something else",
    update(DNS, SPF, { ...SPF, content: '"hello"' }),
    [
      "hosts",
      'traffic of opsdesk.example moves from "v=spf1 include:_spf.google.com ~all" to "hello"',
      "medium",
      "after-ttl",
      5,
      "DELETES_SPF:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "DMARC that goes",
    remove(DNS, { ...SPF, name: "_dmarc.opsdesk.example", content: '"v=DMARC1; p=none"' }),
    [
      "mail",
      "DMARC of _dmarc.opsdesk.example disappears, and receivers treat mail from it accordingly",
      "high",
      "after-ttl",
      30,
      "DELETES_DMARC:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "DKIM that goes",
    remove(DNS, { ...SPF, name: "google._domainkey.opsdesk.example" }),
    [
      "mail",
      "DKIM of google._domainkey.opsdesk.example disappears, and receivers treat mail from it accordingly",
      "high",
      "after-ttl",
      30,
      "DELETES_DKIM:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "a DKIM key that changes under its selector",
    update(
      DNS,
      { ...SPF, name: "google._domainkey.opsdesk.example", content: '"v=DKIM1; k=rsa; p=AAAA"' },
      { ...SPF, name: "google._domainkey.opsdesk.example", content: '"v=DKIM1; k=rsa; p=BBBB"' },
    ),
    [
      "mail",
      'DKIM of google._domainkey.opsdesk.example changes from "v=DKIM1; k=rsa; p=AAAA" to "v=DKIM1; k=rsa; p=BBBB"',
      "medium",
      "after-ttl",
      5,
      "CHANGES_DKIM_KEY:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "a DKIM key that is revoked already, and goes",
    remove(DNS, { ...SPF, name: "old._domainkey.opsdesk.example", content: '"v=DKIM1; p="' }),
    ["mail", 'old._domainkey.opsdesk.example stops answering with TXT "v=DKIM1; p="', "high", "after-ttl", 30],
  ],
  [
    "a delegation that goes",
    remove(DNS, { ...SPF, type: "NS", name: "eu.opsdesk.example", content: "ns1.other.example" }),
    [
      "hosts",
      "eu.opsdesk.example stops answering with NS ns1.other.example",
      "high",
      "after-ttl",
      30,
      "DELETES_NS:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "a rule for certificate authorities that goes",
    remove(DNS, { ...SPF, type: "CAA", content: '0 issue "letsencrypt.org"' }),
    [
      "tls",
      'opsdesk.example stops answering with CAA 0 issue "letsencrypt.org"',
      "high",
      "after-ttl",
      30,
      "DELETES_CAA:s/cloudflare_dns_record.x",
    ],
  ],
  [
    "limits that come",
    update(RULESET, ruleset(LIMITS, []), ruleset(LIMITS, [rule("chatbot--production--chat")])),
    ["rate-limits", "rules of phase http_ratelimit: 1 added", "medium", "reversible", 1],
  ],
  [
    "blocks that go",
    update(RULESET, ruleset("http_request_firewall_custom", [rule("zone--git")]), ruleset("http_request_firewall_custom", [])),
    ["access", "rules of phase http_request_firewall_custom: 1 removed", "medium", "reversible", 1],
  ],
  [
    "a permanent redirect",
    update(
      RULESET,
      ruleset("http_request_dynamic_redirect", []),
      ruleset("http_request_dynamic_redirect", [rule("zone--www", { action_parameters: { from_value: { status_code: 301 } } })]),
    ),
    ["redirects", "rules of phase http_request_dynamic_redirect: 1 added", "medium", "after-ttl", null],
  ],
  [
    "a ruleset that goes",
    remove(RULESET, ruleset(LIMITS, [rule("zone--a")])),
    [
      "rate-limits",
      "all rules of phase http_ratelimit are deleted, whoever added them",
      "high",
      "reversible",
      1,
      "DELETES_RULESET:s/cloudflare_ruleset.x",
    ],
  ],
  [
    "TLS that weakens",
    update(SETTING, setting("ssl", "strict"), setting("ssl", "flexible")),
    ["tls", "zone setting ssl (TLS between Cloudflare and the origins) changes from strict to flexible", "high", "reversible", 1],
  ],
  [
    "TLS that hardens",
    update(SETTING, setting("min_tls_version", "1.0"), setting("min_tls_version", "1.2")),
    ["tls", "zone setting min_tls_version (lowest TLS version that visitors may use) changes from 1.0 to 1.2", "medium", "reversible", 1],
  ],
  [
    "HSTS that lengthens",
    update(SETTING, HSTS(300), HSTS(31_536_000)),
    ["tls", expect.stringContaining("HSTS"), "high", "not-reversible", null, "NOT_REVERSIBLE:s/cloudflare_zone_setting.x"],
  ],
  [
    "DNSSEC that is switched off while the registrar may still vouch for it",
    update("cloudflare_zone_dnssec", { zone_id: "z", status: "active" }, { zone_id: "z", status: "disabled" }),
    [
      "tls",
      "the zone is no longer signed: the registrar must not hold its DS record any more",
      "high",
      "after-ttl",
      1440,
      "DISABLES_DNSSEC:s/cloudflare_zone_dnssec.x",
    ],
  ],
  [
    "a record that is written in fields",
    create(DNS, { name: "opsdesk.example", type: "CAA", data: { flags: 0, tag: "issue", value: "pki.goog", port: null } }),
    ["tls", "opsdesk.example starts to answer: CAA 0 issue pki.goog", "low", "after-ttl", 5],
  ],
  [
    "HSTS that is switched off",
    update(SETTING, HSTS(300), HSTS(300, false)),
    ["tls", expect.stringContaining("HSTS"), "high", "reversible", 1],
  ],
  [
    "a setting that is let go",
    remove(SETTING, setting("ssl", "strict")),
    [
      "tls",
      "zone setting ssl (TLS between Cloudflare and the origins) is no longer looked after and keeps its value strict",
      "medium",
      "delete-is-a-no-op",
      null,
    ],
  ],
  [
    "a new slot",
    create("aws_secretsmanager_secret", SECRET),
    ["secrets", "secret chatbot/production/llm-key gets a place, still without a value", "low", "needs-restore", null],
  ],
  [
    "a slot that goes",
    remove("aws_secretsmanager_secret", SECRET),
    [
      "secrets",
      "secret chatbot/production/llm-key is scheduled for deletion: the application can no longer read it, and it can be restored for 30 days",
      "high",
      "needs-restore",
      null,
      "DELETES_SECRET:s/aws_secretsmanager_secret.x",
    ],
  ],
  [
    "an application parameter",
    update(
      "aws_ssm_parameter",
      { name: "/chatbot/production/LOG_LEVEL", value: "info" },
      { name: "/chatbot/production/LOG_LEVEL", value: "debug" },
    ),
    ["environment", "application parameter /chatbot/production/LOG_LEVEL changes from info to debug", "medium", "reversible", 1],
  ],
  [
    "a health check",
    create("aws_route53_health_check", { fqdn: "api.opsdesk.example" }),
    ["monitoring", "health check of api.opsdesk.example is created", "low", "reversible", 1],
  ],
  [
    "an alarm",
    create("aws_cloudwatch_metric_alarm", { alarm_name: "api-down" }),
    ["alerting", "alarm api-down is created", "low", "reversible", 1],
  ],
  [
    "an alert recipient that goes",
    remove("aws_sns_topic_subscription", { endpoint: "oncall@opsdesk.example" }),
    ["alerting", "alert recipient oncall@opsdesk.example is deleted", "medium", "needs-restore", null],
  ],
  [
    "other code of a function",
    update(
      "aws_lambda_function",
      { function_name: "chatbot-production", source_code_hash: "a" },
      { function_name: "chatbot-production", source_code_hash: "b" },
    ),
    [
      "environment",
      "function chatbot-production gets other code, as a new version: nobody gets it before the alias names it",
      "low",
      "reversible",
      1,
    ],
  ],
  [
    "a tenth of the traffic for a new version",
    {
      ...update(
        "aws_lambda_alias",
        { function_name: "chatbot-production", function_version: "6", routing_config: [] },
        { function_name: "chatbot-production", routing_config: [{ additional_version_weights: { 6: 0.9 } }] },
      ),
      change: { after_unknown: { function_version: true } },
    },
    [
      "environment",
      "traffic of chatbot-production goes to the new version (10 %) and version 6 (90 %) instead of version 6",
      "medium",
      "reversible",
      1,
    ],
  ],
  [
    "a version that is named again",
    update(
      "aws_lambda_alias",
      { function_name: "chatbot-production", function_version: "7", routing_config: [] },
      { function_name: "chatbot-production", function_version: "6", routing_config: [] },
    ),
    ["environment", "traffic of chatbot-production goes to version 6 instead of version 7", "medium", "reversible", 1],
  ],
  [
    "another script of a worker",
    {
      type: "cloudflare_worker_version",
      actions: ["delete", "create"],
      before: { main_module: "app.js" },
      after: { main_module: "app.js" },
    },
    [
      "hosts",
      "the worker gets another version, and the earlier one stays: nobody gets it before the deployment names it",
      "low",
      "reversible",
      1,
    ],
  ],
  [
    "a deployment between two versions",
    {
      type: "cloudflare_workers_deployment",
      actions: ["delete", "create"],
      before: { script_name: "portal", versions: [{ version_id: "a", percentage: 100 }] },
      after: {
        script_name: "portal",
        versions: [
          { version_id: "b", percentage: 7 },
          { version_id: "a", percentage: 93 },
        ],
      },
    },
    ["hosts", "traffic of portal goes to version b (7 %) and version a (93 %) instead of version a", "medium", "reversible", 1],
  ],
  [
    "a distribution that goes",
    remove("aws_cloudfront_distribution", { comment: "app.opsdesk.example" }),
    ["environment", "distribution of app.opsdesk.example is deleted", "high", "reversible", 15],
  ],
  [
    "a worker that goes",
    remove("cloudflare_worker", { name: "portal" }),
    ["hosts", "worker portal is deleted", "high", "needs-restore", null],
  ],
  [
    "a new image",
    {
      type: "aws_ecs_task_definition",
      actions: ["create", "delete"],
      before: { family: "chatbot-production", container_definitions: '[{"image":"r.example/chatbot@sha256:aa"}]' },
      after: { family: "chatbot-production", container_definitions: '[{"image":"r.example/chatbot@sha256:bb"}]' },
    },
    [
      "environment",
      "a new revision of chatbot-production is registered, and the earlier one stays: the image changes from chatbot@sha256:aa to chatbot@sha256:bb",
      "low",
      "reversible",
      1,
    ],
  ],
  [
    "tasks that are replaced",
    {
      ...update("aws_ecs_service", { name: "chatbot-production", task_definition: "a:1" }, { name: "chatbot-production" }),
      change: { after_unknown: { task_definition: true } },
    },
    [
      "environment",
      "service chatbot-production replaces its tasks a few at a time, and goes back by itself if the new ones fail",
      "medium",
      "reversible",
      15,
    ],
  ],
  [
    "more tasks",
    update("aws_ecs_service", { name: "chatbot-production", desired_count: 2 }, { name: "chatbot-production", desired_count: 4 }),
    ["environment", "service chatbot-production runs 4 tasks instead of 2", "medium", "reversible", 15],
  ],
  [
    "a load balancer that goes",
    remove("aws_lb", { name: "chatbot-production" }),
    ["environment", "load balancer chatbot-production is deleted", "high", "reversible", 10],
  ],
  [
    "other addresses that reach the origin",
    update(
      "aws_security_group",
      { name: "chatbot-production-load-balancer", ingress: [{ cidr_blocks: ["173.245.48.0/20"] }] },
      { name: "chatbot-production-load-balancer", ingress: [{ cidr_blocks: ["0.0.0.0/0"] }] },
    ),
    ["access", "firewall of chatbot-production-load-balancer changes", "high", "reversible", 1],
  ],
  [
    "logs that go",
    remove("aws_cloudwatch_log_group", { name: "/aws/ecs/chatbot-production" }),
    [
      "alerting",
      "log group /aws/ecs/chatbot-production is deleted",
      "high",
      "not-reversible",
      null,
      "NOT_REVERSIBLE:s/aws_cloudwatch_log_group.x",
    ],
  ],
  [
    "a queue that goes",
    remove("aws_sqs_queue", { name: "chatbot-production-ingest" }),
    [
      "environment",
      "queue chatbot-production-ingest goes, with every job that waits in it",
      "high",
      "not-reversible",
      null,
      "NOT_REVERSIBLE:s/aws_sqs_queue.x",
    ],
  ],
  [
    "other rights of the application",
    update("aws_iam_role_policy", { role: "chatbot-production-task", policy: "{}" }, { role: "chatbot-production-task", policy: "{ }" }),
    ["access", "policy of role chatbot-production-task changes", "medium", "reversible", 1],
  ],
  [
    "a thing nobody knows that goes",
    remove("aws_unheard_of", {}),
    ["environment", "aws_unheard_of x is deleted", "high", "not-reversible", null, "NOT_REVERSIBLE:s/aws_unheard_of.x"],
  ],
  [
    "an adoption",
    { ...update(DNS, RECORD, RECORD), actions: ["no-op"], change: { importing: { id: "1" } } },
    ["hosts", "record api.opsdesk.example exists already and is taken over as it is", "low", "reversible", 0],
  ],
  [
    "a rename",
    { ...update(DNS, RECORD, RECORD), actions: ["no-op"], more: { previous_address: "cloudflare_dns_record.old" } },
    ["hosts", "record api.opsdesk.example gets another address in the configuration; nothing else happens", "low", "reversible", 0],
  ],
  [
    "a letting go",
    { ...remove(DNS, RECORD), actions: ["forget"] },
    ["hosts", "record api.opsdesk.example stays in place and is no longer looked after", "low", "reversible", 0],
  ],
];
