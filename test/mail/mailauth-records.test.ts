import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { checkDkimText } from "../../mail/dkim/record.ts";
import { checkDmarcText } from "../../mail/dmarc/check-text.ts";

// Records as mailauth reads them in strict mode: what we let be published, it reads as we mean it, and what it refuses, we refuse.

/** Its types leave these modules out. */
const { parseDmarcRecord } = jest.requireActual<{
  parseDmarcRecord: (text: string, options: { strict: boolean }) => Readonly<Record<string, string | undefined>> | false;
}>("mailauth/lib/dmarc/get-dmarc-record");
const { getPublicKey } = jest.requireActual<{
  getPublicKey: (
    type: string,
    name: string,
    minBits: number,
    resolver: () => Promise<string[][]>,
    options: { strict: boolean; hashAlgo: string },
  ) => Promise<{ keyType: string; modulusLength: number | undefined; testing: boolean }>;
}>("mailauth/lib/tools");

const RUNS = Number(process.env.SLIPWAY_SEQUENCES ?? 1500);
const separator = fc.constantFrom("; ", ";", " ; ", ";\t", "; ", "; ", ", ", " ");
const shuffled = (tags: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...tags).chain((written) => fc.shuffledSubarray(written, { minLength: 1, maxLength: written.length }));
const tag = (key: string, values: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(key, key, key, key.toUpperCase()), fc.constantFrom("=", "=", " = "), fc.constantFrom(...values))
    .map((parts) => parts.join(""));

describe("DMARC", () => {
  const POLICIES = ["none", "quarantine", "reject", "Reject", "rejct", ""];
  const tags = shuffled([
    tag("p", POLICIES),
    tag("sp", POLICIES),
    tag("np", POLICIES),
    tag("psd", ["y", "n", "u", "x"]),
    tag("t", ["y", "n", "maybe"]),
    tag("adkim", ["r", "s", "S", "x"]),
    tag("aspf", ["r", "s", "x"]),
    tag("rua", ["mailto:a@b.test", "mailto:a@b.test,mailto:c@d.test", "mailto:a@b.test!10m", "a@b.test", "https://b.test/in"]),
    tag("fo", ["0", "1:d", "x"]),
    fc.constantFrom("pct=50", "x=1", "p=none", "nonsense"),
  ]);
  const text = fc
    .tuple(
      fc.constantFrom("v=DMARC1", "v=DMARC1", "v=DMARC1", "V=DMARC1", "v = DMARC1", "v=dmarc1", "v=DMARC2"),
      separator,
      tags,
      separator,
      fc.constantFrom("", ";"),
    )
    .map(([version, first, parts, rest, last]) => `${version}${first}${parts.join(rest)}${last}`);

  it("reads every record that passes as we do", () => {
    let passed = 0;
    fc.assert(
      fc.property(text, (written) => {
        const { record } = checkDmarcText(written);
        const theirs = parseDmarcRecord(written, { strict: true });
        if (record === undefined) return;
        passed += 1;
        if (theirs === false) throw new Error(`mailauth reads no record in ${written}`);
        const { p, sp, np, t = "n", adkim = "r", aspf = "r", psd = "u" } = theirs;
        expect({ p, sp, np, t, adkim, aspf, psd }).toEqual({
          p: record.policy,
          sp: record.subdomainPolicy,
          np: record.nonexistentPolicy,
          t: record.testing ? "y" : "n",
          adkim: record.dkimAlignment === "strict" ? "s" : "r",
          aspf: record.spfAlignment === "strict" ? "s" : "r",
          psd: record.publicSuffix ?? "u",
        });
      }),
      { numRuns: RUNS },
    );
    // about one in thirty passes
    expect(passed).toBeGreaterThan(RUNS / 100);
  });

  it("is refused by us wherever mailauth sees none", () => {
    fc.assert(
      fc.property(text, (written) => {
        if (parseDmarcRecord(written, { strict: true }) !== false) return;
        expect(checkDmarcText(written).remarks.map(({ severity }) => severity)).toContain("error");
      }),
      { numRuns: RUNS },
    );
  });
});

describe("DKIM", () => {
  const rsa = (bits: number) => generateKeyPairSync("rsa", { modulusLength: bits }).publicKey;
  const base64 = (key: ReturnType<typeof rsa>, type: "spki" | "pkcs1" = "spki") => key.export({ format: "der", type }).toString("base64");
  const edwards = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" });
  const strong = rsa(2048);
  const KEYS = [
    ...Array.from({ length: 6 }, () => base64(strong)),
    base64(strong).replace(/(.{60})/g, "$1 "),
    base64(rsa(1024)),
    base64(rsa(768)),
    base64(strong, "pkcs1"),
    edwards.subarray(-32).toString("base64"),
    edwards.toString("base64"),
    base64(strong).slice(0, 200),
    "not base64!!",
    "",
  ];
  const tags = shuffled([
    tag("k", ["rsa", "rsa", "ed25519", "dsa"]),
    tag("p", KEYS),
    tag("h", ["sha256", "sha1", "sha1:sha256"]),
    tag("s", ["*", "email", "web"]),
    tag("t", ["y", "s", "y:s"]),
    fc.constantFrom("n=note", "x=1", "p=", "nonsense"),
  ]);
  const text = fc
    .tuple(fc.constantFrom("v=DKIM1", "v=DKIM1", "v=DKIM1", "", "v=dkim1", "v=DKIM2"), separator, tags, separator, fc.constantFrom("", ";"))
    .map(([version, first, parts, rest, last]) => `${version === "" ? "" : `${version}${first}`}${parts.join(rest)}${last}`);

  it("verifies under every record that passes, and is refused by us wherever it would not", async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        const theirs = await getPublicKey("DKIM", "s._domainkey.e.test", 1024, async () => [[written]], {
          strict: true,
          hashAlgo: "sha256",
        }).catch((error: Error) => error.message);
        const remarks = checkDkimText(written);
        const isRefused = remarks.some(({ severity }) => severity === "error");
        const isRevoked = !isRefused && /(^|;)\s*p\s*=\s*(;|$)/.test(written);
        if (typeof theirs === "string") expect({ written, refused: isRefused || isRevoked }).toEqual({ written, refused: true });
        else if (!isRefused) passed += 1;
        if (typeof theirs !== "string" && !isRefused) expect(remarks.some(({ code }) => code === "DKIM_TESTING")).toBe(theirs.testing);
      }),
      { numRuns: RUNS },
    );
    // about one in thirty passes
    expect(passed).toBeGreaterThan(RUNS / 100);
  });
});
