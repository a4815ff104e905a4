import type { RecordModel } from "../../config/model.ts";
import { inOrder } from "../../config/resolve/record-order.ts";

const of = (key: string, type: RecordModel["type"], content: string, more: Partial<RecordModel> = {}): RecordModel => ({
  key,
  concern: "hosts",
  name: `${key}.shop.example`,
  type,
  content,
  ttlSeconds: 300,
  proxied: false,
  ...more,
});
const server = of("server", "A", "192.0.2.1");
const also = of("also", "AAAA", "2001:db8::1", { name: "server.shop.example" });

it.each<[string, RecordModel, readonly string[] | undefined]>([
  ["CNAME", of("www", "CNAME", "server.shop.example"), ["server", "also"]],
  ["MX", of("mail", "MX", "server.shop.example", { priority: 1 }), ["server", "also"]],
  ["NS", of("sub", "NS", "server.shop.example"), ["server", "also"]],
  ["SRV", of("_sip._tcp", "SRV", "0 0 1 server.shop.example", { data: { target: "server.shop.example" } }), ["server", "also"]],
  ["HTTPS", of("https", "HTTPS", '1 server.shop.example ""', { data: { target: "server.shop.example" } }), ["server", "also"]],
  ["SVCB for its own name", of("svcb", "SVCB", "1 .", { data: { target: "." } }), undefined],
  ["MX that takes no mail", of("null", "MX", ".", { priority: 0 }), undefined],
  ["CNAME out of the zone", of("out", "CNAME", "server.other.example"), undefined],
  ["CNAME to what a wildcard answers", of("x", "CNAME", "any.wild.shop.example"), ["wild"]],
  ["TXT that only names it", of("txt", "TXT", "server.shop.example"), undefined],
])("has a %s wait for the addresses that it leads to", (_what, record, waitsFor) => {
  const wild = of("wild", "CNAME", "server.other.example", { name: "*.wild.shop.example" });
  const [first, ...rest] = inOrder([record, server, also, wild]);
  expect(first?.waitsFor).toEqual(waitsFor);
  expect(rest).toEqual([server, also, wild]);
});

it("never waits in a circle for records that are no addresses, or for itself", () => {
  const https = of("a", "HTTPS", "", { data: { target: "b.shop.example" } });
  const back = of("b", "HTTPS", "", { data: { target: "a.shop.example" } });
  const self = of("c", "CNAME", "c.shop.example");
  expect(inOrder([https, back, self])).toEqual([https, back, self]);
});
