import { createServer, type Server } from "node:http";
import { cloudflareMaker, type SecretMaker } from "../../cli/cloudflare-made.ts";

let server: Server;
let maker: SecretMaker;
let answer: { readonly status: number; readonly body: object };
const asked: string[] = [];
const SECRET = ["0x4AAA", "not-a-secret", "0123456789"].join("-");

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      asked.push(`${request.method} ${request.url} ${text}`);
      response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  maker = cloudflareMaker({
    token: ["a", "token"].join("-"),
    baseUrl: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
  });
});
beforeEach(() => asked.splice(0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const widget = () => maker.widget({ accountId: "acc", name: "shop-login", hosts: ["b.example", "a.example"], mode: "managed" });

it("asks for a widget and a token in the vendor's words, and takes them back by their ids", async () => {
  answer = { status: 200, body: { result: { sitekey: "0x4AAAkey", secret: SECRET } } };
  const made = await widget();
  expect([made.secret, made.shown]).toEqual([SECRET, { sitekey: "0x4AAAkey" }]);
  await made.undo();
  answer = {
    status: 200,
    body: { result: { id: "t1", client_id: "c.access", client_secret: SECRET, expires_at: "2027-02-23T10:00:00Z" } },
  };
  const token = await maker.serviceToken({ accountId: "acc", name: "shop-monitor", days: 90 });
  expect([token.secret, token.shown]).toEqual([SECRET, { id: "t1", clientId: "c.access", expires: "2027-02-23" }]);
  expect(asked).toEqual([
    'POST /accounts/acc/challenges/widgets {"name":"shop-login","domains":["a.example","b.example"],"mode":"managed"}',
    "DELETE /accounts/acc/challenges/widgets/0x4AAAkey ",
    'POST /accounts/acc/access/service_tokens {"name":"shop-monitor","duration":"2160h"}',
  ]);
});

it.each([
  ["a refusal", 400, { success: false, errors: [{ code: 10_001, message: "quota exceeded" }] }],
  ["a server that fails", 500, {}],
  ["an answer without a secret", 200, { result: { sitekey: "0x4AAAkey" } }],
])("asks once and says no word of a secret after %s", async (_, status, body) => {
  answer = { status, body };
  const error = await widget().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ parts: { code: "CLOUDFLARE_REFUSED", where: "Turnstile widget shop-login" } });
  expect(asked).toHaveLength(1);
});
