import { createServer, type Server } from "node:http";
import { cloudflareApi } from "../../cli/cloudflare-api.ts";
import type { Existing } from "../../launch/adopt/adopt.ts";

const TOKEN = ["not", "a", "token"].join("-");
let server: Server;
let api: Existing;
let answer: { readonly status: number; readonly body: string };
let asked: { readonly url: string | undefined; readonly authorization: string | undefined };

beforeAll(async () => {
  server = createServer(({ url, headers: { authorization } }, response) => {
    asked = { url, authorization };
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  api = cloudflareApi({ token: TOKEN, baseUrl: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const record = { type: "cloudflare_dns_record", key: { zone_id: "z", type: "TXT", name: "a.example.com", content: "v=spf1 -all" } };
const ruleset = { type: "cloudflare_ruleset", key: { zone_id: "z", phase: "http_ratelimit" } };
const records = (total: number, ...contents: string[]): string =>
  JSON.stringify({
    result: contents.map((content, index) => ({ id: `r${index}`, name: "a.example.com", type: "TXT", content })),
    result_info: { total_count: total },
  });

const caa = { tag: "issue", value: "pki.goog" };
const inFields = {
  type: "cloudflare_dns_record",
  key: { zone_id: "z", type: "CAA", name: "example.com", data: { flags: 0, ...caa, weight: null } },
};
const fields = (...data: object[]): string =>
  JSON.stringify({
    result: data.map((each, index) => ({ id: `r${index}`, name: "example.com", type: "CAA", content: "0 issue pki.goog", data: each })),
    result_info: { total_count: data.length },
  });

it.each([
  ["the record of those fields, numbers as text or not", inFields, 200, fields({ ...caa, flags: "128" }, { ...caa, flags: "0" }), ["r1"]],
  ["no record of those fields", inFields, 200, fields({ ...caa, flags: 0, value: "letsencrypt.org" }), []],
  ["a record that has no fields in the answer", inFields, 200, records(1, "0 issue pki.goog"), []],
  ["the record of that text, in several chunks", record, 200, records(1, '"v=spf1 " "-all"'), ["r0"]],
  [
    "a record of which only the name is known",
    { ...record, key: { zone_id: "z", type: "TXT", name: "a.example.com" } },
    200,
    records(0),
    undefined,
  ],
  ["the record of that content, in quotes", record, 200, records(2, "other", '"v=spf1 -all"'), ["r1"]],
  ["no record", record, 200, records(0), []],
  ["more records than one answer holds", record, 200, records(101, "v=spf1 -all"), undefined],
  ["a refusal", record, 403, '{"result":[],"result_info":{"total_count":0}}', undefined],
  ["no JSON", record, 200, "<html>", undefined],
  ["the entry point of a phase", ruleset, 200, '{"result":{"id":"rs"}}', ["rs"]],
  ["no entry point", ruleset, 404, "{}", []],
  ["an answer that fails", ruleset, 500, "{}", undefined],
  ["what is not Cloudflare's", { type: "aws_sns_topic", key: { name: "x" } }, 200, "{}", undefined],
])("finds %s", async (_what, wanted, status, body, ids) => {
  answer = { status, body };
  expect(await api.lookup(wanted)).toEqual(ids);
});

it("asks by exact name, with the token in the header alone", async () => {
  answer = { status: 200, body: records(0) };
  await api.lookup(record);
  expect(asked).toEqual({ url: "/zones/z/dns_records?type=TXT&name.exact=a.example.com&per_page=100", authorization: `Bearer ${TOKEN}` });
});

describe("the records of a zone", () => {
  it.each([
    ["a refusal", 403, "{}"],
    ["another form", 200, '{"result":[{"id":1}]}'],
    ["less than was promised", 200, records(7)],
  ])("are not taken from %s", async (_what, status, body) => {
    answer = { status, body };
    await expect(api.records("z")).rejects.toMatchObject({ parts: { code: "CLOUDFLARE_UNREADABLE" } });
  });

  it("are known as locked where a product of Cloudflare's wrote them", async () => {
    const of = (id: string, meta: object | undefined) => ({
      id,
      name: "a.example.com",
      type: "MX",
      content: "x.example",
      ...(meta === undefined ? {} : { meta }),
    });
    const result = [of("1", { read_only: true, email_routing: true }), of("2", { read_only: false }), of("3", {}), of("4", undefined)];
    answer = { status: 200, body: JSON.stringify({ result, result_info: { total_count: 4 } }) };
    expect((await api.records("z")).map(({ id, isLocked }) => [id, isLocked])).toEqual([
      ["1", true],
      ["2", undefined],
      ["3", undefined],
      ["4", undefined],
    ]);
  });

  it("are read page by page, up to the total that the API names", async () => {
    const pages = [records(3, "one", "two"), records(3, "three")];
    const urls: (string | undefined)[] = [];
    const turn = ({ url }: { readonly url?: string | undefined }): void => {
      answer = { status: 200, body: pages[urls.push(url) - 1] ?? "" };
    };
    server.prependListener("request", turn);
    expect((await api.records("z")).map(({ content }) => content)).toEqual(["one", "two", "three"]);
    server.removeListener("request", turn);
    expect(urls).toEqual(["/zones/z/dns_records?page=1&per_page=1000", "/zones/z/dns_records?page=2&per_page=1000"]);
  });
});
