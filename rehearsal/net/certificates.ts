import "reflect-metadata"; // @peculiar/x509 needs it loaded first
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

export interface Leaf {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** A certificate authority that lives as long as the process: nothing of it is written anywhere. */
export interface CertificateAuthority {
  readonly caPem: string;
  /** A certificate for these host names; the same one when asked again. */
  leafFor(names: readonly string[]): Promise<Leaf>;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
/** As long as Cloudflare's Universal SSL certificates live. Source: developers.cloudflare.com/ssl/reference/validity-period (checked 2026-11-22). */
const VALID_DAYS = 90;
const HOUR_MS = 3_600_000;

export async function createAuthority(now: Date): Promise<CertificateAuthority> {
  const validity = { notBefore: new Date(now.getTime() - HOUR_MS), notAfter: new Date(now.getTime() + VALID_DAYS * 24 * HOUR_MS) };
  const keys = await newKeys();
  const authority = await X509CertificateGenerator.createSelfSigned(
    {
      ...validity,
      name: "CN=Slipway rehearsal authority",
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    },
    webcrypto,
  );
  const leaves = new Map<string, Promise<Leaf>>();

  const issue = async (names: readonly string[]): Promise<Leaf> => {
    const leafKeys = await newKeys();
    const leaf = await X509CertificateGenerator.create(
      {
        ...validity,
        subject: "",
        issuer: authority.subject,
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          // critical, because the subject is empty: RFC 5280 section 4.1.2.6
          new SubjectAlternativeNameExtension(
            names.map((value) => ({ type: "dns" as const, value })),
            true,
          ),
        ],
      },
      webcrypto,
    );
    const privateKey = await webcrypto.subtle.exportKey("pkcs8", leafKeys.privateKey);
    return { certificatePem: leaf.toString("pem"), privateKeyPem: PemConverter.encode(privateKey, "PRIVATE KEY") };
  };

  return {
    caPem: authority.toString("pem"),
    leafFor: (names) => {
      const key = names.join(" ");
      const leaf = leaves.get(key) ?? issue(names);
      leaves.set(key, leaf);
      return leaf;
    },
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}
