import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { readEvidence } from "../../cli/read-evidence.ts";
import { readReports } from "../../cli/report-files.ts";
import { evidenceSchema } from "../../mail/evidence/evidence.ts";
import { reportXml } from "../mail/evidence/report.ts";
import { slipway, temporaryProject } from "./program.ts";

let project: ReturnType<typeof temporaryProject>;
let folder: string;
beforeEach(() => {
  project = temporaryProject();
  folder = join(project.dir, "reports");
  mkdirSync(folder);
});
afterEach(() => project.remove());

const put = (name: string, bytes: string | Buffer) => writeFileSync(join(folder, name), bytes);
const day = (index: number) => `2026-11-${String(index).padStart(2, "0")}`;
const report = (index: number) =>
  reportXml(
    [
      { messages: 100, dkim: ["opsdesk.example", "google"] },
      { messages: 3, dkim: ["hubspotemail.net", "hs1"] },
    ],
    { day: day(index) },
  );

/** A zip of one deflated file; its directory may lie about the size. Source: PKWARE APPNOTE 4.3. */
function zip(name: string, data: Buffer, claimed = data.length): Buffer {
  const packed = deflateRawSync(data);
  const sizes = (head: Buffer, at: number) => {
    head.writeUInt32LE(crc32(data), at);
    head.writeUInt32LE(packed.length, at + 4);
    head.writeUInt32LE(claimed, at + 8);
    head.writeUInt16LE(name.length, at + 12);
    return head;
  };
  const local = sizes(Buffer.concat([Buffer.from("504b03041400000008000000000000000000", "hex"), Buffer.alloc(12)]), 14);
  const central = sizes(Buffer.concat([Buffer.from("504b01021400140000000800000000000000", "hex"), Buffer.alloc(28)]), 16);
  const end = Buffer.concat([Buffer.from("504b050600000000", "hex"), Buffer.alloc(14)]);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}

it("reads plain, gzip and zip by their bytes, and survives what is none of them", async () => {
  put("1.xml", report(1));
  put("2.anything", gzipSync(report(2)));
  put("3.zip", zip("r.xml", Buffer.from(report(3))));
  put("a-bomb.gz", gzipSync(Buffer.alloc(200 * 1024 * 1024)));
  put("b-bomb.zip", zip("r.xml", Buffer.alloc(60 * 1024 * 1024)));
  put("c-liar.zip", zip("r.xml", Buffer.alloc(60 * 1024 * 1024), 100));
  put("d-torn.zip", zip("r.xml", Buffer.from(report(4))).subarray(0, 200));
  put("e-torn.gz", gzipSync(report(4)).subarray(0, 100));
  put("f.xml", "<html></html>");
  put("g-large.xml", Buffer.alloc(51 * 1024 * 1024, " "));
  put("h.xml", Buffer.from([0xff, 0xfe, 0x00]));
  const { reports, skipped } = await readReports([folder]);
  expect(reports.map(({ report: { id } }) => id)).toEqual([day(1), day(2), day(3)]);
  expect(skipped.map(({ file }) => file.slice(folder.length + 1, folder.length + 2)).join("")).toBe("abcdefgh");
  expect(skipped.every(({ problem }) => problem !== "")).toBe(true);
});

it("writes the evidence beside the config, and says what the config would have done", async () => {
  for (let index = 1; index <= 14; index += 1) put(`${index}.xml.gz`, gzipSync(report(index)));
  put("other.xml", reportXml([{}], { domain: "clientdesk.example" }));
  put("junk.xml", "junk");
  const { code, stdout, stderr } = await slipway(["mail", "evidence", "zone/opsdesk.example", "--reports", "reports"], {
    cwd: project.dir,
  });
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: [
      "1442 messages in reports of 14 days, 2026-11-01 to 2026-11-14; 100.0 % of known senders' mail aligned",
      "sender  google: 1400 messages, 1400 aligned",
      "unknown hubspotemail.net: 42 messages, 0 aligned",
      "under zone/opsdesk.example as configured, 42 messages of hubspotemail.net would have been quarantined",
      "",
    ].join("\n"),
  });
  expect(stderr).toContain("junk.xml: no aggregate report");
  expect(stderr).toContain("skipped 1 reports about other domains");
  const written = JSON.parse(readFileSync(join(project.dir, "config/evidence/opsdesk.example.json"), "utf8"));
  expect(evidenceSchema.parse(written)).toMatchObject({ days: 14, reports: 14, senders: ["google", "sendgrid"] });
  expect(readEvidence(project.dir, "opsdesk.example")).toEqual(written);
});

it.each([
  { args: ["zone/opsdesk.example"], text: "a report or a folder of reports, got none [OPTION_VALUE]".slice(0, 40) },
  { args: ["chatbot/production", "--reports", "reports"], text: "one of zone/" },
  { args: ["zone/opsdesk.example", "--reports", "reports"], text: "reports about opsdesk.example, got none among 0 files" },
  { args: ["zone/opsdesk.example", "--reports", "nowhere"], text: "nowhere" },
])("refuses $args", async ({ args, text }) => {
  const { code, stderr } = await slipway(["mail", "evidence", ...args], { cwd: project.dir });
  expect(code).toBe(2);
  expect(stderr).toContain(text);
});

it.each(["{", "{}", '{"version":2}'])("refuses evidence that is none: %s", (text) => {
  mkdirSync(join(project.dir, "config/evidence"));
  writeFileSync(join(project.dir, "config/evidence/opsdesk.example.json"), text);
  expect(() => readEvidence(project.dir, "opsdesk.example")).toThrow("[DMARC_EVIDENCE_UNREADABLE]");
  expect(readEvidence(project.dir, "clientdesk.example")).toBeUndefined();
});
