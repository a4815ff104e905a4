import { createHash } from "node:crypto";
import { zipOf } from "../../constructs/zip.ts";

const sha256 = (data: Buffer) => createHash("sha256").update(data).digest("hex");

it("gives the same bytes for the same texts, as Info-ZIP 6.0 and Python's zipfile read them", () => {
  const archive = zipOf({ "nodejs/node_modules/index.js": "exports.handler = async () => {};\n", "umlaut.txt": "ä\n" });
  expect(archive.length).toBe(GOLDEN.bytes);
  expect(sha256(archive)).toBe(GOLDEN.sha256);
  expect(zipOf({ "nodejs/node_modules/index.js": "exports.handler = async () => {};\n", "umlaut.txt": "ä\n" }).equals(archive)).toBe(true);
});

it("gives other bytes for another text", () => {
  expect(zipOf({ a: "1" }).equals(zipOf({ a: "2" }))).toBe(false);
});

/** `unzip -t` and `python3 -m zipfile -t` found no error in it on 2026-11-26. */
const GOLDEN = { bytes: 287, sha256: "32999e20599793959d580278a072af2faa7c979753591b766b665a30cf5f9666" };
