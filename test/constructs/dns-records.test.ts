import type { RecordModel } from "../../config/model.ts";
import { TARGET_ORIGIN } from "../../config/names.ts";
import { DnsRecords } from "../../constructs/dns-records.ts";
import { environmentModel, zoneModel } from "../fixtures/models.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const zoneId = "0123456789abcdef0123456789abcdef";

function synth(records: readonly RecordModel[]): unknown {
  return resourcesOf((stack) => new DnsRecords(stack, "records", { zoneId, records }));
}

it("publishes proxied hosts under their keys", () => {
  expect(synth(environmentModel.records)).toEqual({
    cloudflare_dns_record: {
      host_apex: { zone_id: zoneId, name: "shop.example", type: "CNAME", content: "site.shop-origin.example", ttl: 1, proxied: true },
      host_app: { zone_id: zoneId, name: "app.shop.example", type: "CNAME", content: "app.shop-origin.example", ttl: 1, proxied: true },
      host_www: { zone_id: zoneId, name: "www.shop.example", type: "AAAA", content: "100::", ttl: 1, proxied: true },
    },
  });
});

it("publishes a mail exchanger with its priority and comment", () => {
  expect(synth(zoneModel.base.records.filter(({ type }) => type === "MX"))).toEqual({
    cloudflare_dns_record: {
      mail_mx_1_smtp_google_com: {
        zone_id: zoneId,
        name: "shop.example",
        type: "MX",
        content: "smtp.google.com",
        priority: 1,
        ttl: 300,
        proxied: false,
        comment: "receives mail",
      },
    },
  });
});

it("keeps template signs in text as they are", () => {
  const record: RecordModel = {
    key: "txt",
    concern: "hosts",
    name: "shop.example",
    type: "TXT",
    content: '"verify=${1} %{x}"',
    ttlSeconds: 300,
    proxied: false,
  };
  expect(synth([record])).toMatchObject({ cloudflare_dns_record: { txt: { content: '"verify=$${1} %%{x}"' } } });
});

it("changes nothing when records are reordered", () => {
  expect(synth([...zoneModel.base.records].reverse())).toEqual(synth(zoneModel.base.records));
});

it.each(["1host", "host.app", "host app", "", "höst"])("refuses the key %j, which is no address", (key) => {
  const records = environmentModel.records.slice(0, 1).map((record) => ({ ...record, key }));
  expect(() => synth(records)).toThrow("[SYNTH_KEY_NOT_AN_ADDRESS]");
});

describe("a record whose host the target serves", () => {
  const served: RecordModel = {
    key: "host-api",
    concern: "hosts",
    name: "api.shop.example",
    type: "CNAME",
    content: TARGET_ORIGIN,
    ttlSeconds: 1,
    proxied: true,
  };

  it("points at what the target's resource is called", () => {
    const origins = new Map([["host-api", "${aws_lb.target.dns_name}"]]);
    expect(resourcesOf((stack) => new DnsRecords(stack, "records", { zoneId, records: [served], origins }))).toMatchObject({
      cloudflare_dns_record: { "host-api": { content: "${aws_lb.target.dns_name}" } },
    });
  });

  it("is not published when no target names an origin", () => {
    expect(() => synth([served])).toThrow("[SYNTH_ORIGIN_UNKNOWN]");
  });
});

it("has a record wait for those that it leads to", () => {
  const to = (key: string, content: string, waitsFor: readonly string[]): RecordModel => ({
    key,
    concern: "hosts",
    name: `${key}.shop.example`,
    type: "CNAME",
    content,
    ttlSeconds: 300,
    proxied: false,
    waitsFor,
  });
  expect(synth([to("a", "b.shop.example", ["b"]), to("b", "c.example", []), to("d", "e.shop.example", ["elsewhere"])])).toMatchObject({
    cloudflare_dns_record: { a: { depends_on: ["cloudflare_dns_record.b"] }, b: {}, d: {} },
  });
});
