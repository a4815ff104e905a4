import { asUuid, generatedId } from "../generated.ts";
import { equalAsSets, isList, isPlainObject, type PlainObject, plainList, UNKNOWN, type Value, type ValueObject } from "../value.ts";
import { arnOf, regionOf } from "./aws-names.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import { awsThing, missing, namedBy } from "./aws-thing.ts";
import type { Change, PlannedChange, Surroundings } from "./behaviour.ts";

// Source: AWS Certificate Manager API reference, RequestCertificate, DescribeCertificate, DeleteCertificate; user guide, DNS validation
// (checked 2026-11-26).

const CERTIFICATE = "aws_acm_certificate";
/** Where a certificate is in use, and the attribute that names it. */
const USERS: readonly (readonly [string, string])[] = [
  ["aws_lb_listener", "certificate_arn"],
  ["aws_cloudfront_distribution", "viewer_certificate"],
  ["aws_apigatewayv2_domain_name", "domain_name_configuration"],
];
const MOST_NAMES = 10;
/** Longest first name; further names may be longer. */
const LONGEST_NAME = 64;
const NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

export const acmCertificate = awsThing({
  type: CERTIFICATE,
  key: "arn",
  make: (change) => {
    const { planned, around } = change;
    const arn = arnOf("acm", `certificate/${asUuid(around.world.newId(CERTIFICATE))}`, regionOf(change), around);
    return {
      arn,
      id: arn,
      domain_validation_options: planned.validation_method === "DNS" ? namesOf(planned).map((name) => proofOf(name, change)) : [],
      key_algorithm: "RSA_2048",
      not_after: "",
      not_before: "",
      options: [{ certificate_transparency_logging_preference: "ENABLED", export: "DISABLED" }],
      pending_renewal: false,
      renewal_eligibility: "INELIGIBLE",
      renewal_summary: [],
      status: "PENDING_VALIDATION",
      subject_alternative_names: namesOf(planned),
      type: "AMAZON_ISSUED",
      validation_emails: [],
      validation_method: "NONE",
    };
  },
  refuse: ({ planned }) => {
    const names = namesOf(planned);
    return [
      ...names.filter((name) => !NAME.test(name)).map((name) => `ValidationException: ${name} is not a domain name`),
      ...(String(planned.domain_name).length > LONGEST_NAME
        ? [`ValidationException: domain_name is longer than ${LONGEST_NAME} characters`]
        : []),
      ...(names.length > MOST_NAMES ? [`LimitExceededException: a certificate has at most ${MOST_NAMES} names`] : []),
    ];
  },
  more: {
    adjustPlan: (change) => ({ ...withRegionAndTags(change), ...plannedNames(change) }),
    refusePlan: ({ config }) => [
      ...(config.certificate_body === null && config.certificate_authority_arn === null
        ? []
        : ["the rehearsal does not know certificates of other authorities"]),
      ...(config.validation_method === null ? ["validation_method must be set for a certificate of Amazon"] : []),
    ],
    refuseRemoval: ({ arn }, { world }) =>
      USERS.some(([type, attribute]) =>
        world.objects(type).some(({ attributes }) => JSON.stringify(attributes[attribute] ?? null).includes(`"${String(arn)}"`)),
      )
        ? [`ResourceInUseException: Certificate ${String(arn)} is in use.`]
        : [],
  },
});

/** The names of a certificate that is asked for are known before it is, and with them how many proofs there will be. */
function plannedNames({ config, prior }: PlannedChange): ValueObject {
  const { domain_name: domain, subject_alternative_names: others } = config;
  if (typeof domain !== "string" || (others !== null && !isList(others))) return {};
  const names = [...new Set<Value>([domain, ...(others ?? [])])];
  const before = prior?.subject_alternative_names ?? null;
  if (isList(before) && equalAsSets(names, before)) return { subject_alternative_names: before };
  const proofs = names.map(
    (name): Value => ({ domain_name: name, resource_record_name: UNKNOWN, resource_record_type: UNKNOWN, resource_record_value: UNKNOWN }),
  );
  return {
    subject_alternative_names: names,
    ...(config.validation_method === "DNS" ? { domain_validation_options: proofs } : {}),
  };
}

function namesOf({ domain_name: domain, subject_alternative_names: others }: PlainObject): string[] {
  return [...new Set([String(domain), ...plainList(others).map(String)])];
}

/** The record that proves a name. A name and its wildcard share one. */
function proofOf(name: string, { around }: Pick<Change, "around">): PlainObject {
  const base = name.replace(/^\*\./, "");
  const label = (text: string): string => generatedId(`${around.world.awsAccountId} ${text}`, 0);
  return {
    domain_name: name,
    resource_record_name: `_${label(base)}.${base}.`,
    resource_record_type: "CNAME",
    resource_record_value: `_${label(`value of ${base}`)}.xlfgrmvvlj.acm-validations.aws.`,
  };
}

/** Waits until the certificate is issued, which it is as soon as every record is there. */
export const acmCertificateValidation = awsThing({
  type: "aws_acm_certificate_validation",
  key: "certificate_arn",
  importBy: (importId) => `Cannot import ${importId}: resource aws_acm_certificate_validation doesn't support import`,
  make: ({ around }) => ({ id: around.world.time() }),
  refuse: ({ planned, around }) => {
    const certificate = namedBy(planned.certificate_arn, CERTIFICATE, around);
    const notFound = missing(
      planned.certificate_arn,
      CERTIFICATE,
      around,
      (arn) => `ResourceNotFoundException: Could not find certificate ${arn}`,
    );
    if (typeof certificate === "string") return notFound;
    const proofs = plainList(certificate.attributes.domain_validation_options).filter(isPlainObject);
    const given = plainList(planned.validation_record_fqdns).map((name) => withoutDot(name));
    const absent = proofs.map(({ resource_record_name: name }) => withoutDot(name)).filter((name) => !given.includes(name));
    const unproven = proofs.filter((proof) => !isPublished(proof, around));
    return [
      ...(given.length > 0 && absent.length > 0
        ? [`missing ${absent.join(", ")} DNS validation record: ${String(planned.certificate_arn)}`]
        : []),
      ...unproven.map(
        ({ resource_record_name: name }) =>
          `waiting for ACM Certificate (${String(planned.certificate_arn)}) to be issued: timeout while waiting for state to become 'ISSUED': no record ${String(name)}`,
      ),
    ];
  },
  more: {
    settle: (attributes, { world }) => {
      const certificate = world.objects(CERTIFICATE).find(({ id }) => id === attributes.certificate_arn);
      if (certificate !== undefined) world.put({ ...certificate, attributes: { ...certificate.attributes, status: "ISSUED" } });
      return attributes;
    },
  },
});

function withoutDot(name: unknown): string {
  return String(name).toLowerCase().replace(/\.$/, "");
}

/** Is the proof in a zone of this world? Of zones elsewhere nothing is known, so that they are taken at their word. */
function isPublished({ resource_record_name: name, resource_record_value: value }: PlainObject, { world }: Surroundings): boolean {
  const host = withoutDot(name);
  const zone = world.zones.find(({ domain }) => host === domain || host.endsWith(`.${domain}`));
  if (zone === undefined) return true;
  return world
    .objects("cloudflare_dns_record")
    .some(
      ({ attributes }) =>
        attributes.zone_id === zone.zoneId &&
        attributes.type === "CNAME" &&
        attributes.proxied !== true &&
        withoutDot(attributes.name) === host &&
        withoutDot(attributes.content) === withoutDot(value),
    );
}
