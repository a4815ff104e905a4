import { asUuid } from "../generated.ts";
import { isPlainObject, type Plain, type PlainObject, plainList } from "../value.ts";
import { arnOf } from "./aws-names.ts";
import { awsThing, missing, namedBy } from "./aws-thing.ts";
import type { Change, Surroundings } from "./behaviour.ts";

// Source: Amazon CloudFront API reference, CreateDistribution, CreateOriginAccessControl, CreateResponseHeadersPolicy; CloudFront developer
// guide, alternate domain names (checked 2026-11-26).

const DISTRIBUTION = "aws_cloudfront_distribution";
const ACCESS_CONTROL = "aws_cloudfront_origin_access_control";
const HEADERS_POLICY = "aws_cloudfront_response_headers_policy";
const CERTIFICATE = "aws_acm_certificate";
const WEB_ACL = "aws_wafv2_web_acl";
const HOSTED_ZONE = "Z2FDTNDATAQYW2";
const CERTIFICATE_REGION = "us-east-1";
const ID_LENGTH = 13;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Policies of AWS itself have ids that every account knows. Source: CloudFront developer guide, managed response headers policies. */
const MANAGED_HEADERS = [
  "60669652-455b-4ae9-85a4-c4c02393f86c",
  "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
  "e61eb60c-9c35-4d20-a928-2b84e02af89c",
  "67f7725c-6f97-4210-82d7-5512b31e9d03",
  "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
];

export const cloudfrontDistribution = awsThing({
  type: DISTRIBUTION,
  key: "id",
  make: (change) => {
    const { around } = change;
    const id = idOf(DISTRIBUTION, around);
    return {
      id,
      arn: globalArn(`distribution/${id}`, around),
      caller_reference: `terraform-${around.world.newId(DISTRIBUTION).slice(0, 26)}`,
      continuous_deployment_policy_id: "",
      domain_name: `d${id.toLowerCase()}.cloudfront.net`,
      etag: idOf(`${DISTRIBUTION} version`, around),
      hosted_zone_id: HOSTED_ZONE,
      in_progress_validation_batches: 0,
      last_modified_time: around.world.time(),
      status: "Deployed",
      trusted_key_groups: [],
      trusted_signers: [],
      logging_v1_enabled: false,
      ...filled(change),
    };
  },
  remake: filled,
  refuse: (change) => [
    ...refusedNames(change),
    ...refusedCertificate(change),
    ...refusedOrigins(change),
    ...refusedWebAcl(change),
    ...behavioursOf(change.planned).flatMap((each) => refusedBehaviour(each, change)),
  ],
  more: { notReturned: ["retain_on_delete", "wait_for_deployment"], worldId: ({ id }) => String(id) },
});

/** What CloudFront fills in where a behaviour or a restriction says nothing. */
function filled({ planned }: Change): PlainObject {
  const behaviour = (each: Plain): PlainObject => ({
    ...(isPlainObject(each) ? each : {}),
    default_ttl: 0,
    max_ttl: 0,
    trusted_key_groups: [],
    trusted_signers: [],
    grpc_config: [{ enabled: false }],
    forwarded_values: [{ headers: [], query_string_cache_keys: [], cookies: [{ whitelisted_names: [] }] }],
  });
  return {
    default_cache_behavior: plainList(planned.default_cache_behavior).map(behaviour),
    ordered_cache_behavior: plainList(planned.ordered_cache_behavior).map(behaviour),
    restrictions: [{ geo_restriction: [{ locations: [] }] }],
  };
}

function behavioursOf({ default_cache_behavior: first, ordered_cache_behavior: others }: PlainObject): PlainObject[] {
  return [...plainList(first), ...plainList(others)].filter(isPlainObject);
}

function refusedNames({ planned, prior, around }: Change): string[] {
  const names = plainList(planned.aliases).map(String);
  const taken = around.world
    .objects(DISTRIBUTION)
    .filter(({ attributes }) => attributes.id !== prior?.id)
    .flatMap(({ attributes }) => plainList(attributes.aliases).map(String));
  return names
    .filter((name) => taken.includes(name))
    .map((name) => `CNAMEAlreadyExists: One or more of the CNAMEs you provided are already associated with a different resource: ${name}`);
}

function refusedCertificate({ planned, around }: Change): string[] {
  const [viewer] = plainList(planned.viewer_certificate);
  const {
    acm_certificate_arn: arn,
    cloudfront_default_certificate: isDefault,
    ssl_support_method: method,
  } = isPlainObject(viewer) ? viewer : {};
  const names = plainList(planned.aliases).map(String);
  if (typeof arn !== "string" || arn === "") {
    const bare =
      names.length > 0
        ? [
            "InvalidViewerCertificate: To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate",
          ]
        : [];
    return isDefault === true
      ? bare
      : [...bare, "InvalidViewerCertificate: viewer_certificate must name a certificate, or cloudfront_default_certificate"];
  }
  const certificate = namedBy(arn, CERTIFICATE, around);
  return [
    ...(arn.startsWith("arn:aws:acm:") && arn.split(":")[3] !== CERTIFICATE_REGION
      ? [
          `InvalidViewerCertificate: The specified SSL certificate doesn't exist, isn't in ${CERTIFICATE_REGION} region, isn't valid, or doesn't include a valid certificate chain: ${arn}`,
        ]
      : []),
    ...(certificate === "nothing" ? [`InvalidViewerCertificate: The specified SSL certificate doesn't exist: ${arn}`] : []),
    ...(typeof certificate === "string" ? [] : refusedByCertificate(certificate.attributes, names)),
    ...(method === null || method === "" ? ["InvalidViewerCertificate: ssl_support_method goes with a certificate of one's own"] : []),
  ];
}

function refusedByCertificate({ arn, status, subject_alternative_names: covered }: PlainObject, names: readonly string[]): string[] {
  const all = plainList(covered).map(String);
  const uncovered = names.filter(
    (name) => !all.some((each) => each === name || (each.startsWith("*.") && name.replace(/^[^.]+/, "*") === each)),
  );
  return [
    ...(status === "ISSUED"
      ? []
      : [`InvalidViewerCertificate: The specified SSL certificate isn't valid, it is ${String(status)}: ${String(arn)}`]),
    ...uncovered.map(
      (name) =>
        `InvalidViewerCertificate: The certificate that is attached to your distribution doesn't cover the alternate domain name ${name}`,
    ),
  ];
}

function refusedOrigins({ planned, around }: Change): string[] {
  const origins = plainList(planned.origin).filter(isPlainObject);
  const ids = origins.map(({ origin_id: id }) => String(id));
  const known = [
    ...ids,
    ...plainList(planned.origin_group)
      .filter(isPlainObject)
      .map(({ origin_id: id }) => String(id)),
  ];
  return [
    ...(new Set(ids).size < ids.length ? ["InvalidArgument: The parameter Origins contains two origins of one id"] : []),
    ...behavioursOf(planned)
      .map(({ target_origin_id: id }) => String(id))
      .filter((id) => !known.includes(id))
      .map((id) => `NoSuchOrigin: One or more of your origins or origin groups do not exist: ${id}`),
    ...origins
      .map(({ origin_access_control_id: id }) => id)
      .filter((id) => typeof id === "string" && id !== "" && around.world.find(ACCESS_CONTROL, id) === undefined)
      .map((id) => `NoSuchOriginAccessControl: The origin access control does not exist: ${String(id)}`),
    ...origins.flatMap(refusedOrigin),
  ];
}

function refusedOrigin({
  origin_id: id,
  domain_name: domain,
  origin_access_control_id: control,
  custom_origin_config: custom,
  s3_origin_config: s3,
}: PlainObject): string[] {
  const isBucket = /\.s3[.-][\w.-]*amazonaws\.com$/.test(String(domain));
  const isReached = plainList(custom).length + plainList(s3).length > 0 || (typeof control === "string" && control !== "");
  return [
    ...(/^[\w.-]+\.[\w-]+$/.test(String(domain))
      ? []
      : [`InvalidArgument: The parameter Origin DomainName does not refer to a valid host: ${String(domain)}`]),
    ...(isBucket || plainList(custom).length > 0
      ? []
      : [`InvalidArgument: origin ${String(id)} is no bucket, so that it needs custom_origin_config`]),
    ...(isReached ? [] : [`InvalidOrigin: origin ${String(id)} has neither an origin access control nor a configuration`]),
  ];
}

function refusedBehaviour(behaviour: PlainObject, { around }: Change): string[] {
  const {
    cache_policy_id: cache,
    forwarded_values: forwarded,
    allowed_methods: allowed,
    cached_methods: cached,
    response_headers_policy_id: headers,
  } = behaviour;
  const hasPolicy = typeof cache === "string" && cache !== "";
  const isKnown =
    typeof headers !== "string" ||
    headers === "" ||
    MANAGED_HEADERS.includes(headers) ||
    around.world.find(HEADERS_POLICY, headers) !== undefined;
  const methods = plainList(allowed).map(String).sort().join();
  return [
    ...(hasPolicy === plainList(forwarded).length > 0
      ? ["InvalidArgument: a cache behavior has either cache_policy_id or forwarded_values"]
      : []),
    ...(hasPolicy && !UUID.test(String(cache)) ? [`NoSuchCachePolicy: The specified cache policy does not exist: ${String(cache)}`] : []),
    ...(isKnown ? [] : [`NoSuchResponseHeadersPolicy: The specified response headers policy does not exist: ${String(headers)}`]),
    ...(["GET,HEAD", "GET,HEAD,OPTIONS", "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"].includes(methods)
      ? []
      : [`InvalidArgument: The parameter Allowed Methods is invalid: ${methods}`]),
    ...plainList(cached)
      .filter((method) => !plainList(allowed).includes(method))
      .map((method) => `InvalidArgument: cached method ${String(method)} is not allowed`),
  ];
}

function refusedWebAcl({ planned: { web_acl_id: acl }, around }: Change): string[] {
  if (typeof acl !== "string" || acl === "") return [];
  return [
    ...(acl.startsWith("arn:aws:wafv2:") && !acl.includes(":global/")
      ? [`InvalidWebACLId: Web ACL is not accessible by the requester: its scope must be CLOUDFRONT: ${acl}`]
      : []),
    ...missing(acl, WEB_ACL, around, (arn) => `InvalidWebACLId: The web ACL does not exist: ${arn}`),
  ];
}

export const cloudfrontOriginAccessControl = awsThing({
  type: ACCESS_CONTROL,
  key: "id",
  unique: {
    by: "name",
    says: (name) => `OriginAccessControlAlreadyExists: An origin access control with this name already exists: ${name}`,
  },
  make: ({ around }) => {
    const id = idOf(ACCESS_CONTROL, around);
    return { id, arn: globalArn(`origin-access-control/${id}`, around), etag: idOf(`${ACCESS_CONTROL} version`, around) };
  },
  more: {
    worldId: ({ id }) => String(id),
    refuseRemoval: ({ id }, { world }) =>
      world.objects(DISTRIBUTION).some(({ attributes }) => JSON.stringify(attributes.origin ?? null).includes(`"${String(id)}"`))
        ? ["OriginAccessControlInUse: Cannot delete the origin access control because it's in use by one or more distributions."]
        : [],
  },
});

export const cloudfrontResponseHeadersPolicy = awsThing({
  type: HEADERS_POLICY,
  key: "id",
  unique: {
    by: "name",
    says: (name) => `ResponseHeadersPolicyAlreadyExists: A response headers policy with this name already exists: ${name}`,
  },
  make: ({ around }) => {
    const id = asUuid(around.world.newId(HEADERS_POLICY));
    return { id, arn: globalArn(`response-headers-policy/${id}`, around), etag: idOf(`${HEADERS_POLICY} version`, around) };
  },
  more: {
    worldId: ({ id }) => String(id),
    refuseRemoval: ({ id }, { world }) =>
      world.objects(DISTRIBUTION).some(({ attributes }) => JSON.stringify(behavioursOf(attributes)).includes(`"${String(id)}"`))
        ? ["ResponseHeadersPolicyInUse: Cannot delete the response headers policy because it's attached to one or more cache behaviors."]
        : [],
  },
});

function idOf(type: string, { world }: Surroundings): string {
  return `E${world.newId(type).slice(0, ID_LENGTH).toUpperCase()}`;
}

/** CloudFront has no regions. */
function globalArn(resource: string, around: Surroundings): string {
  return arnOf("cloudfront", resource, "", around);
}
