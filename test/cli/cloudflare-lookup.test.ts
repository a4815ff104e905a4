import { createServer, type Server } from "node:http";
import { cloudflareLookup } from "../../cli/cloudflare-lookup.ts";
import type { Lookup } from "../../launch/recover-findings.ts";

const TOKEN = ["not", "a", "token"].join("-");
let server: Server;
let lookup: Lookup;
let answer: { readonly status: number; readonly body: string };
let asked: { readonly url: string | undefined; readonly authorization: string | undefined };

beforeAll(async () => {
  server = createServer(({ url, headers: { authorization } }, response) => {
    asked = { url, authorization };
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  lookup = cloudflareLookup({ token: TOKEN, api: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const record = { type: "cloudflare_dns_record", key: { zone_id: "z", type: "TXT", name: "a.example.com", content: "v=spf1 -all" } };
const ruleset = { type: "cloudflare_ruleset", key: { zone_id: "z", phase: "http_ratelimit" } };
const records = (total: number, ...contents: string[]): string =>
  JSON.stringify({ result: contents.map((content, index) => ({ id: `r${index}`, content })), result_info: { total_count: total } });

it.each([
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
  expect(await lookup(wanted)).toEqual(ids);
});

it("asks by exact name, with the token in the header alone", async () => {
  answer = { status: 200, body: records(0) };
  await lookup(record);
  expect(asked).toEqual({ url: "/zones/z/dns_records?type=TXT&name.exact=a.example.com&per_page=100", authorization: `Bearer ${TOKEN}` });
});
