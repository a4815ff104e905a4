import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { parseDkimKey } from "../../mail/dkim/key.ts";
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

describe("parseDkimKey", () => {
  const rsa = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength });
  const strong = rsa(2048);
  const base64 = (key: Buffer) => key.toString("base64");

  it("reads a public key", () => {
    expect(parseDkimKey(base64(strong.publicKey.export({ format: "der", type: "spki" })))).toEqual({
      ok: true,
      kind: "rsa",
      bits: 2048,
    });
    expect(parseDkimKey(base64(rsa(1024).publicKey.export({ format: "der", type: "spki" })))).toEqual({
      ok: true,
      kind: "rsa",
      bits: 1024,
    });
  });

  it("reads the 32 bytes of an Ed25519 key", () => {
    const spki = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" });
    expect(parseDkimKey(base64(spki.subarray(-32)))).toEqual({ ok: true, kind: "ed25519", bits: 256 });
  });

  it.each([
    ["a PKCS#1 key", base64(strong.publicKey.export({ format: "der", type: "pkcs1" })), "a key in PKCS#1 form"],
    ["a private key", base64(strong.privateKey.export({ format: "der", type: "pkcs8" })), "a private key, which is now exposed"],
    ["an old private key", base64(strong.privateKey.export({ format: "der", type: "pkcs1" })), "a private key, which is now exposed"],
    [
      "another kind of key",
      base64(generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" })),
      "an Ed25519 key with its header, where DKIM wants the 32 bytes alone",
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
