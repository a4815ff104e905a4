import { arnOf, nameOf, regionOf } from "./aws-names.ts";
import { awsThing, missing, namedBy } from "./aws-thing.ts";

// Source: Elastic Load Balancing API reference 2015-12-01, AddListenerCertificates, CreateTrustStore (checked 2026-11-26).

const LISTENER = "aws_lb_listener";
const CERTIFICATES = "aws_lb_listener_certificate";
const TRUST_STORE = "aws_lb_trust_store";
const ID_LENGTH = 16;
/** Besides the one that the listener itself has. Source: Application Load Balancer user guide, quotas (checked 2026-11-26). */
const MOST_CERTIFICATES = 25;

/** Further certificates of a listener, which picks one by the name that a client asks for. */
export const lbListenerCertificate = awsThing({
  type: CERTIFICATES,
  key: "id",
  importBy: "id",
  make: ({ planned }) => ({ id: `${String(planned.listener_arn)}_${String(planned.certificate_arn)}` }),
  refuse: ({ planned, around }) => {
    const { listener_arn: listener, certificate_arn: certificate } = planned;
    const found = namedBy(certificate, "aws_acm_certificate", around);
    const others = around.world.objects(CERTIFICATES).filter(({ attributes }) => attributes.listener_arn === listener);
    return [
      ...missing(listener, LISTENER, around, (arn) => `ListenerNotFound: One or more listeners not found: ${arn}`),
      ...(found === "nothing" ? [`CertificateNotFound: Certificate '${String(certificate)}' not found`] : []),
      ...(typeof found === "object" && found.attributes.status !== "ISSUED"
        ? [`UnsupportedCertificate: The certificate '${String(certificate)}' must be issued; it is ${String(found.attributes.status)}`]
        : []),
      ...(others.length >= MOST_CERTIFICATES ? [`TooManyCertificates: A listener has at most ${MOST_CERTIFICATES} certificates`] : []),
    ];
  },
});

/** Authorities whose clients a listener lets in. The file itself is not looked at: the rehearsal keeps no objects of S3. */
export const lbTrustStore = awsThing({
  type: TRUST_STORE,
  key: "arn",
  unique: { by: "name", says: (name) => `DuplicateTrustStoreName: A trust store with the name '${name}' already exists` },
  make: (change) => {
    const { around } = change;
    const name = nameOf(change, TRUST_STORE).slice(0, 32);
    const suffix = `truststore/${name}/${around.world.newId(TRUST_STORE).slice(0, ID_LENGTH)}`;
    const arn = arnOf("elasticloadbalancing", suffix, regionOf(change), around);
    return { name, name_prefix: "", arn, id: arn, arn_suffix: suffix };
  },
  more: {
    notReturned: ["ca_certificates_bundle_s3_bucket", "ca_certificates_bundle_s3_key", "ca_certificates_bundle_s3_object_version"],
    refuseRemoval: ({ arn }, { world }) =>
      world
        .objects(LISTENER)
        .some(({ attributes }) => JSON.stringify(attributes.mutual_authentication ?? null).includes(`"${String(arn)}"`))
        ? [`TrustStoreInUse: Trust store '${String(arn)}' is currently in use by a listener`]
        : [],
  },
});
