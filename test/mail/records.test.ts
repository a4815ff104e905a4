import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { parseDkimKey } from "../../mail/dkim.ts";
import { parseDmarc, renderDmarc } from "../../mail/dmarc.ts";
import { parseTxt, renderTxt } from "../../mail/txt.ts";

describe("renderTxt", () => {
  it.each([
    { text: "", content: '""', why: "nothing" },
    { text: "v=spf1 -all", content: '"v=spf1 -all"', why: "a short text" },
    { text: 'say "hi" \\o/', content: '"say \\"hi\\" \\\\o/"', why: "quotes and backslashes" },
    { text: "é", content: '"\\195\\169"', why: "bytes, not characters" },
    { text: "a".repeat(255), content: `"${"a".repeat(255)}"`, why: "one full chunk" },
    { text: "a".repeat(256), content: `"${"a".repeat(255)}" "a"`, why: "one byte more" },
    { text: '"'.repeat(256), content: `"${'\\"'.repeat(255)}" "\\""`, why: "escapes do not count as bytes" },
  ])("writes $why", ({ text, content }) => {
    expect(renderTxt(text)).toBe(content);
    expect(parseTxt(content)).toBe(text);
  });

  it("has an inverse", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 700 }), (text) => expect(parseTxt(renderTxt(text))).toBe(text)));
  });

  it.each(["", "v=spf1 -all", '"a', 'a"', '"a""b"', '"a" b', '"\\999"', `"${"a".repeat(256)}"`])("does not read %s", (content) => {
    expect(parseTxt(content)).toBeUndefined();
  });
});

describe("DMARC", () => {
  it("renders what it parses", () => {
    const record = { policy: "quarantine", subdomainPolicy: "reject", reportTo: ["dmarc@example.com", "a,b!c@example.com"] } as const;
    const text = renderDmarc(record);
    expect(text).toBe("v=DMARC1; p=quarantine; sp=reject; rua=mailto:dmarc@example.com,mailto:a%2Cb%21c@example.com");
    expect(parseDmarc(text)).toEqual({
      ok: true,
      record: { ...record, testing: false, dkimAlignment: "relaxed", spfAlignment: "relaxed" },
      remarks: [],
    });
  });

  it.each([
    ["v=DMARC1; p=rejct", ["p=rejct is not one of none, quarantine, reject"]],
    ["v=DMARC1; rua=mailto:a@b.example", ["the tag p is missing"]],
    ["p=reject; v=DMARC1", ["v=DMARC1 has to come first, in capitals"]],
    ["v=dmarc1; p=none", ["v=DMARC1 has to come first, in capitals"]],
    ["v=DMARC1; p=none; p=reject", ["the tag p stands there twice"]],
    ["v=DMARC1; p=none; rua=a@b.example", ["rua=a@b.example is not a mailto: address"]],
    ["v=DMARC1, p=none", ["v=DMARC1 has to come first, in capitals"]],
    ["v=DMARC1; p none", ['"p none" is not of the form tag=value']],
  ])("refuses %s", (text, problems) => {
    expect(parseDmarc(text)).toEqual({ ok: false, problems });
  });

  it("reads what others publish: historic tags, sizes, testing", () => {
    expect(parseDmarc("v=DMARC1;p=REJECT;np=none;t=y;pct=50;adkim=s;rua=mailto:a@b.example!10m;")).toEqual({
      ok: true,
      record: {
        policy: "reject",
        nonexistentPolicy: "none",
        testing: true,
        dkimAlignment: "strict",
        spfAlignment: "relaxed",
        reportTo: ["a@b.example"],
      },
      remarks: ["the tag pct has no effect any more"],
    });
  });
});

describe("parseDkimKey", () => {
  const rsa = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength });
  const strong = rsa(2048);
  const base64 = (key: Buffer) => key.toString("base64");

  it("reads a public key", () => {
    expect(parseDkimKey(base64(strong.publicKey.export({ format: "der", type: "spki" })))).toEqual({ ok: true, bits: 2048 });
    expect(parseDkimKey(base64(rsa(1024).publicKey.export({ format: "der", type: "spki" })))).toEqual({ ok: true, bits: 1024 });
  });

  it.each([
    ["a PKCS#1 key", base64(strong.publicKey.export({ format: "der", type: "pkcs1" })), "a key in PKCS#1 form"],
    ["a private key", base64(strong.privateKey.export({ format: "der", type: "pkcs8" })), "a private key, which is now exposed"],
    ["an old private key", base64(strong.privateKey.export({ format: "der", type: "pkcs1" })), "a private key, which is now exposed"],
    [
      "another kind of key",
      base64(generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" })),
      "a key of type ed25519",
    ],
    ["broken base64", "not base64!", "broken base64"],
    ["other bytes", base64(Buffer.from("hello")), "bytes that are no public key"],
    [
      "trailing bytes",
      base64(Buffer.concat([strong.publicKey.export({ format: "der", type: "spki" }), Buffer.from("x")])),
      "bytes after the key",
    ],
  ])("says what is wrong with %s", (_, key, reason) => {
    expect(parseDkimKey(key)).toEqual({ ok: false, reason });
  });
});
