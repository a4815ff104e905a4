import { runInNewContext } from "node:vm";
import type { CanaryScriptModel } from "../../config/monitor-model.ts";
import { canaryScript } from "../../constructs/canary-script.ts";

interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Given {
  readonly status: number;
  readonly text?: string;
  readonly cookies?: readonly string[];
}

const PASSWORD = ["hunter", "2"].join("");
const SECRETS: Readonly<Record<string, string>> = {
  user: JSON.stringify({ email: "probe@shop.example", password: PASSWORD }),
  token: "a-token",
  torn: `not json ${PASSWORD}`,
};

/** Runs the script as Lambda would, with an edge that gives these answers one after the other. */
async function run(script: CanaryScriptModel, answers: readonly Given[], page?: object): Promise<readonly Call[]> {
  const calls: Call[] = [];
  const exports: { handler?: () => Promise<void> } = {};
  runInNewContext(canaryScript({ host: "api.shop.example", path: "/", script }, "eu-west-1"), {
    exports,
    URL,
    AbortSignal,
    fetch: async (url: string, { method, headers, body }: Omit<Call, "url">) => {
      const answer = answers[calls.length];
      calls.push({ url, method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer?.status, text: async () => answer?.text ?? "", headers: { getSetCookie: () => answer?.cookies ?? [] } };
    },
    require: (name: string) => {
      if (name === "@aws/synthetics-puppeteer") return { getPage: async () => page };
      class SecretsManagerClient {
        send = async ({ SecretId }: { SecretId: string }) => ({ SecretString: SECRETS[SecretId] });
      }
      class GetSecretValueCommand {
        readonly SecretId: string;
        constructor(input: { SecretId: string }) {
          this.SecretId = input.SecretId;
        }
      }
      return { SecretsManagerClient, GetSecretValueCommand };
    },
  });
  await exports.handler?.();
  return calls;
}

const api = (...steps: readonly object[]): CanaryScriptModel => ({
  kind: "api",
  steps: steps.map((step) => ({ method: "GET", path: "/healthz", status: 200, ...step })),
});

it("logs in with the synthetic user, and carries token and cookies on", async () => {
  const calls = await run(
    api(
      { method: "POST", path: "/login", json: { device: "${canary}" }, credentials: "user", keepBearer: "token" },
      { path: "/me", contains: "probe" },
    ),
    [
      { status: 200, text: '{"token":"t-1"}', cookies: ["sid=a=b; Path=/; Secure", "lang=en"] },
      { status: 200, text: "probe@shop.example" },
    ],
  );
  expect(calls).toEqual([
    {
      url: "https://api.shop.example/login",
      method: "POST",
      headers: { accept: "application/json", "user-agent": "slipway-canary", "content-type": "application/json" },
      body: JSON.stringify({ device: "${canary}", email: "probe@shop.example", password: PASSWORD }),
    },
    {
      url: "https://api.shop.example/me",
      method: "GET",
      headers: { accept: "application/json", "user-agent": "slipway-canary", cookie: "sid=a=b; lang=en", authorization: "Bearer t-1" },
    },
  ]);
});

it("sends a token out of a slot", async () => {
  const [call] = await run(api({ bearer: "token" }), [{ status: 200 }]);
  expect(call?.headers.authorization).toBe("Bearer a-token");
});

it.each<[string, CanaryScriptModel, readonly Given[], string]>([
  ["another status", api({}), [{ status: 503 }], "step 1, GET /healthz: expected 200, got 503"],
  ["a redirect to the login", api({}), [{ status: 302 }], "step 1, GET /healthz: expected 200, got 302"],
  [
    "a page instead of the answer",
    api({ contains: "ok" }),
    [{ status: 200, text: "<html>" }],
    'step 1, GET /healthz: the answer lacks "ok"',
  ],
  ["the second step", api({}, { path: "/me" }), [{ status: 200 }, { status: 401 }], "step 2, GET /me: expected 200, got 401"],
  ["an answer without the token", api({ keepBearer: "token" }), [{ status: 200, text: "{}" }], "step 1, GET /healthz: no text under token"],
  [
    "an answer that is no JSON",
    api({ keepBearer: "token" }),
    [{ status: 200, text: PASSWORD }],
    "step 1, GET /healthz: the answer is not a JSON object",
  ],
  ["a secret that is no JSON", api({ method: "POST", credentials: "torn" }), [{ status: 200 }], "secret torn is not a JSON object"],
])("fails on %s, and quotes nothing", async (_, script, answers, message) => {
  await expect(run(script, answers)).rejects.toThrow(expect.objectContaining({ message }));
  expect(message).not.toContain(PASSWORD);
});

describe("a page", () => {
  const script: CanaryScriptModel = { kind: "page", contains: "Welcome" };
  const shown = (status: number | undefined, url: string, text = "Welcome back") => ({
    goto: async () => (status === undefined ? null : { status: () => status }),
    url: () => url,
    waitForFunction: async (looks: (text: string) => boolean, _: unknown, wanted: string) => {
      const found = runInNewContext(`(${String(looks)})(wanted)`, { document: { body: { innerText: text } }, wanted });
      if (found !== true) throw new Error("timed out");
    },
  });

  it("passes where the text shows", async () => {
    await expect(run(script, [], shown(200, "https://api.shop.example/"))).resolves.toEqual([]);
  });

  it.each([
    ["an error page", shown(500, "https://api.shop.example/"), "expected 200, got 500"],
    ["nothing", shown(undefined, "about:blank"), "expected 200, got nothing"],
    ["another host", shown(200, "https://login.example/"), "expected to stay on api.shop.example, was sent to login.example"],
    ["a page whose script broke", shown(200, "https://api.shop.example/", "Loading"), "timed out"],
  ])("fails on %s", async (_, page, message) => {
    await expect(run(script, [], page)).rejects.toThrow(message);
  });
});
