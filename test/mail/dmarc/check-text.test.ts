import { checkDmarcText } from "../../../mail/dmarc/check-text.ts";
import { isDmarc, renderDmarc } from "../../../mail/dmarc/record.ts";

const RUA = "rua=mailto:a@b.example";
const codes = (text: string) => checkDmarcText(text).remarks.map(({ code }) => code);

it("renders what it reads", () => {
  const record = {
    policy: "quarantine",
    subdomainPolicy: "reject",
    nonexistentPolicy: "reject",
    publicSuffix: "n",
    testing: true,
    dkimAlignment: "strict",
    spfAlignment: "strict",
    reportTo: ["dmarc@example.com", "a,b!c@example.com"],
    failureReportTo: ["one@example.com"],
    failureOptions: ["1", "d"],
  } as const;
  const text = renderDmarc(record);
  expect(text).toBe(
    "v=DMARC1; p=quarantine; sp=reject; np=reject; psd=n; t=y; adkim=s; aspf=s; " +
      "rua=mailto:dmarc@example.com,mailto:a%2Cb%21c@example.com; ruf=mailto:one@example.com; fo=1:d",
  );
  expect(checkDmarcText(text)).toEqual({ record, remarks: [] });
});

it("reads other spellings of the same", () => {
  const { record, remarks } = checkDmarcText(`v = DMARC1;p=REJECT;  SP=none ;psd=u;t=n;fo=0 ; ruf=mailto:x@y.example;${RUA};`);
  expect(record).toMatchObject({ policy: "reject", testing: false, failureOptions: ["0"], reportTo: ["a@b.example"] });
  expect(remarks.map(({ code, fix }) => [code, fix])).toEqual([["DMARC_TAG_IGNORED", "did you mean sp=?"]]);
});

describe("refuses what receivers drop, or take for something else", () => {
  it.each([
    ["p=reject; v=DMARC1", "DMARC_NOT_RECOGNISED", "something before the version"],
    ["v=dmarc1; p=none", "DMARC_NOT_RECOGNISED", "in other letters"],
    ["v=DMARC1, p=none", "DMARC_NOT_RECOGNISED", "no semicolon"],
    ["v=DMARC1 p=none", "DMARC_NOT_RECOGNISED", "no semicolon"],
    ["v=DMARC1: p=none", "DMARC_NOT_RECOGNISED", "no semicolon"],
    ['"v=DMARC1; p=none"', "DMARC_NOT_RECOGNISED", "a quote"],
    [" v=DMARC1; p=none", "DMARC_NOT_RECOGNISED", "white space"],
    ["v=DMARC10; p=none", "DMARC_NOT_RECOGNISED", "something behind it"],
    [`v=DMARC1; p=rejct; ${RUA}`, "DMARC_MALFORMED", "p=rejct"],
    [`v=DMARC1; p=none, ${RUA}`, "DMARC_MALFORMED", "p=none, rua"],
    [`v=DMARC1; p="none"; ${RUA}`, "DMARC_MALFORMED", 'p="none"'],
    [`v=DMARC1; p=none; sp=quarantin; ${RUA}`, "DMARC_MALFORMED", "sp=quarantin"],
    [`v=DMARC1; p=none; np=all; ${RUA}`, "DMARC_MALFORMED", "np=all"],
    [`v=DMARC1; p=none; psd=x; ${RUA}`, "DMARC_MALFORMED", "psd=x"],
    [`v=DMARC1; p=none; t=yes; ${RUA}`, "DMARC_MALFORMED", "t=yes"],
    [`v=DMARC1; p=none; adkim=strict; ${RUA}`, "DMARC_MALFORMED", "adkim=strict"],
    [`v=DMARC1; ${RUA}`, "DMARC_MALFORMED", "none, which"],
    [`v=DMARC1; p=none; p=reject; ${RUA}`, "DMARC_MALFORMED", "the tag p stands there twice"],
    [`v=DMARC1;; p=none; ${RUA}`, "DMARC_MALFORMED", '"" is not'],
    ["v=DMARC1; p=none; rua=a@b.example", "DMARC_MALFORMED", "rua=a@b.example"],
    ["v=DMARC1; p=none; rua=mailto:a@b.example mailto:c@d.example", "DMARC_MALFORMED", "mailto:c@d.example"],
    ["v=DMARC1; p=none; rua=mailto:", "DMARC_MALFORMED", "rua=mailto:"],
    [`v=DMARC1; p=none; ruf=mailto:x@y.example; fo=2; ${RUA}`, "DMARC_MALFORMED", "fo=2"],
    [`v=DMARC1; p=reject; pct=0; ${RUA}`, "DMARC_PCT", "pct=0"],
    [`v=DMARC1; p=reject; pct=50; ${RUA}`, "DMARC_PCT", "pct=50"],
  ])("%s", (text, code, got) => {
    const { record, remarks } = checkDmarcText(text);
    expect(record).toBeUndefined();
    expect(remarks).toContainEqual(expect.objectContaining({ severity: "error", code, got: expect.stringContaining(got) }));
  });

  it.each([
    [`v=DMARC1; p=rejct; ${RUA}`, "did you mean p=reject?"],
    ["v=DMARC1; p=none; rua=a@b.example", "did you mean rua=mailto:a@b.example?"],
    ["v=DMARC1; p=none; rua=mailto:a@b.example c@d.example", "did you mean rua=mailto:a@b.example,mailto:c@d.example?"],
  ])("and says what was meant: %s", (text, fix) => {
    expect(checkDmarcText(text).remarks.map((remark) => remark.fix)).toEqual([fix]);
  });
});

it.each([
  ["rua=https://collector.example/in", "DMARC_REPORT_TARGET_ODD"],
  ["rua=mailto:a@b.example!10m", "DMARC_REPORT_TARGET_ODD"],
  [`${RUA}; ri=3600`, "DMARC_TAG_IGNORED"],
  [`${RUA}; rf=afrf`, "DMARC_TAG_IGNORED"],
  [`${RUA}; x=1`, "DMARC_TAG_IGNORED"],
  [`${RUA}; fo=1`, "DMARC_TAG_IGNORED"],
  [`${RUA}; t=y`, "DMARC_TAG_IGNORED"],
  ["adkim=r", "DMARC_UNWATCHED"],
])("remarks on what has no effect: %s", (tags, code) => {
  const { record, remarks } = checkDmarcText(`v=DMARC1; p=none; ${tags}`);
  expect(remarks.map((remark) => [remark.severity, remark.code])).toEqual([["warning", code]]);
  expect(record).toBeDefined();
  expect(codes(`v=DMARC1; p=reject; ${RUA}; t=y`)).toEqual([]);
});

it.each(["V = DMARC1 ;p=none", "v=DMARC1"])("is DMARC to receivers: %s", (text) => expect(isDmarc(text)).toBe(true));
