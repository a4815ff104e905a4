import { alignmentsOf } from "../../mail/alignment.ts";
import { organizationalDomain, type PublicSuffix } from "../../mail/dmarc/organizational-domain.ts";
import { NO_RECORDS } from "../../mail/senders/records.ts";

const tree = (records: Readonly<Record<string, PublicSuffix>>) => (name: string) => records[name];

describe("organizationalDomain, RFC 9989 section 4.10.2", () => {
  it.each([
    {
      why: "the highest record on the way",
      name: "a.mail.example.com",
      records: { "mail.example.com": "u", "example.com": "u" },
      domain: "example.com",
    },
    { why: "the name itself where nobody has a record", name: "a.example.com", records: {}, domain: "a.example.com" },
    {
      why: "psd=n ends the walk",
      name: "a.mail.example.com",
      records: { "mail.example.com": "n", "example.com": "u" },
      domain: "mail.example.com",
    },
    {
      why: "one label below a public suffix",
      name: "a.tenant.host.example",
      records: { "host.example": "y" },
      domain: "tenant.host.example",
    },
    { why: "a public suffix that sends mail itself", name: "host.example", records: { "host.example": "y" }, domain: "host.example" },
    {
      why: "a long name goes on at seven labels",
      name: "a.b.c.d.e.f.g.h.i.example.com",
      records: { "b.c.d.e.f.g.h.i.example.com": "u", "example.com": "u" },
      domain: "example.com",
    },
    {
      why: "and skips what lies between",
      name: "a.b.c.d.e.f.g.h.i.example.com",
      records: { "b.c.d.e.f.g.h.i.example.com": "u" },
      domain: "a.b.c.d.e.f.g.h.i.example.com",
    },
  ] as const)("$why", ({ name, records, domain }) => {
    expect(organizationalDomain(name, tree(records))).toBe(domain);
  });

  it("asks no more than eight times", () => {
    let asked = 0;
    organizationalDomain(`${"a.".repeat(40)}example`, () => {
      asked += 1;
      return undefined;
    });
    expect(asked).toBe(8);
  });
});

describe("alignmentsOf", () => {
  const rows = (
    bounceLabel: string | undefined,
    signingLabel: string | undefined,
    from: string,
    policy: { spf: "relaxed" | "strict"; dkim: "relaxed" | "strict" },
  ) =>
    alignmentsOf({
      records: { ...NO_RECORDS, name: "x", bounceLabel, signingLabel },
      domain: "example.com",
      from: [from],
      policy,
      tree: tree({ "example.com": "u" }),
    }).map(({ spf, dkim }) => ({ spf, dkim }));
  const relaxed = { spf: "relaxed", dkim: "relaxed" } as const;
  const strict = { spf: "strict", dkim: "strict" } as const;

  it.each([
    { why: "the domain's own envelope and signature", bounce: "", sign: "", from: "example.com", policy: strict, spf: true, dkim: true },
    {
      why: "a return path below the domain, relaxed",
      bounce: "em1",
      sign: undefined,
      from: "example.com",
      policy: relaxed,
      spf: true,
      dkim: false,
    },
    {
      why: "a return path below the domain, strict",
      bounce: "em1",
      sign: undefined,
      from: "example.com",
      policy: strict,
      spf: false,
      dkim: false,
    },
    {
      why: "a signature of a subdomain, relaxed",
      bounce: undefined,
      sign: "mg",
      from: "example.com",
      policy: relaxed,
      spf: false,
      dkim: true,
    },
    {
      why: "a signature of a subdomain, strict",
      bounce: undefined,
      sign: "mg",
      from: "example.com",
      policy: strict,
      spf: false,
      dkim: false,
    },
    {
      why: "mail from that subdomain, strict",
      bounce: undefined,
      sign: "mg",
      from: "mg.example.com",
      policy: strict,
      spf: false,
      dkim: true,
    },
    { why: "mail from another organisation", bounce: "", sign: "", from: "example.net", policy: relaxed, spf: false, dkim: false },
    {
      why: "envelope and signature of the service",
      bounce: undefined,
      sign: undefined,
      from: "example.com",
      policy: relaxed,
      spf: false,
      dkim: false,
    },
  ])("$why", ({ bounce, sign, from, policy, spf, dkim }) => {
    expect(rows(bounce, sign, from, policy)).toEqual([{ spf, dkim }]);
  });
});
