import { credentialsIn, knownSecretIn, secretIn, suspicionIn, withoutSecrets } from "../../errors/secret-detector.ts";

/** Put together at run time, so that no scanner takes this file for a leak. */
const made = (...parts: string[]) => parts.join("");
const RANDOM = "Zk3Qv9XsT1bNw7RjLf5Yc2Hd8Gm4Pa6";

it.each([
  { text: made("-----BEGIN ", "RSA PRIVATE KEY-----"), kind: "a private key" },
  { text: made("post", "gres://u:p@h/db"), kind: "a URL with a password" },
  { text: made("https://", "deploy@git.example"), kind: "a URL with a user name" },
  { text: made("ey", "JhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxIn0.", "abc"), kind: "a JSON web token" },
  { text: made("AK", "IA", "ABCDEFGHIJKLMNOP"), kind: "an AWS access key" },
  { text: made("x", "oxb-1234567890-abcdef"), kind: "a Slack token" },
  { text: made("sk", "_live_", "abcdefghijklmnop"), kind: "a Stripe key" },
  { text: made("S", "G.", RANDOM, ".", RANDOM), kind: "a SendGrid key" },
  { text: made("s", "k-proj-", RANDOM), kind: "a model provider's key" },
  { text: made("Bearer ", RANDOM), kind: "a bearer token" },
  { text: RANDOM, kind: "a long random token" },
  { text: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", kind: "a long random token" },
  { text: `key ${RANDOM}/${RANDOM} ends`, kind: "a long random token" },
])("knows $kind", ({ text, kind }) => {
  expect(secretIn(text)).toBe(kind);
});

const HEX = "0123456789abcdef".repeat(4);

describe.each<{ readonly class: string; readonly texts: readonly string[] }>([
  {
    class: "private key",
    texts: [
      made("-----BEGIN ", "OPENSSH PRIVATE KEY-----\nb3Blbn"),
      made("-----BEGIN ", "PRIVATE KEY-----"),
      made("-----BEGIN PGP ", "PRIVATE KEY BLOCK-----"),
      made("AGE-SECRET-", "KEY-1", "QQPQZ3ASCIIUPPER0123456789"),
    ],
  },
  {
    class: "credentials in a URL",
    texts: [
      made("mongodb+srv://", "app:w@cluster.example/db"),
      made("redis://", ":word@cache.example:6379/0"),
      made("see https://", "user@git.example/x for more"),
      made("amqps://", "u:p%40ss@mq.example"),
      made("https://bucket.example/x?X-Amz-", "Signature=", HEX),
    ],
  },
  {
    class: "connection string",
    texts: [
      made("Server=db.example;Database=app;User Id=app;Pass", "word=word-of-mine;Encrypt=true"),
      made("host=db.example user=app pass", "word=word-of-mine"),
      made("DefaultEndpointsProtocol=https;AccountName=x;Account", "Key=YWJjZGVmZ2g="),
      made("Endpoint=sb://x.example/;SharedAccessKeyName=k;SharedAccess", "Key=YWJjZGVmZ2g="),
    ],
  },
  { class: "signed token", texts: [made("ey", "JhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxIn0.")] },
  {
    class: "provider key",
    texts: [
      made("s", "k-ant-api03-", RANDOM),
      made("gs", "k_", RANDOM),
      made("gl", "pat-", RANDOM),
      made("xa", "pp-1-", RANDOM),
      made("https://discord.com/api/webhooks/", "123456789/", RANDOM),
      made("ke", "y-", HEX.slice(0, 32)),
      made("S", "K", HEX.slice(0, 32)),
      made("AI", "za", RANDOM),
      made("GOC", "SPX-", RANDOM),
      made("py", "pi-", RANDOM, RANDOM),
      made("do", "p_v1_", HEX),
      made("shp", "at_", HEX.slice(0, 32)),
      made("hv", "s.", RANDOM),
      made("gl", "sa_", RANDOM),
      made("sn", "trys_", RANDOM),
      made("da", "pi", HEX.slice(0, 32)),
      made("sb", "p_", RANDOM),
      made("li", "n_api_", RANDOM),
      made("nt", "n_", RANDOM, RANDOM),
      made("ATA", "TT3", RANDOM),
      made("NR", "AK-", "ABCDEFGHIJ0123456789"),
      made("123456789:", "AA", RANDOM),
      made("r", "e_", "AbCdEfGh", "_", RANDOM),
      made("abcdefghij0123.", "atlasv1.", RANDOM, RANDOM),
    ],
  },
  { class: "random text", texts: [RANDOM, `prefix ${RANDOM} suffix`, HEX] },
])("of class $class", ({ class: expected, texts }) => {
  it.each(texts)("knows one, number %#", (text) => {
    expect(suspicionIn(text)?.class).toBe(expected);
  });
});

it.each([
  "arn:aws:iam::111122223333:role/ChatbotProductionTaskExecutionRole30FC0FBB-1ABCDEF9XYZ",
  "arn:aws:lambda:eu-west-1:111122223333:function:RotateDatabaseUrl2ForChatbotProduction",
  `111122223333.dkr.ecr.eu-west-1.amazonaws.com/chatbot@sha256:${HEX}`,
  "password=<from the slot>;",
  "the password = something that only the owner knows",
  "a page at /password?reset=1",
  "postgres://db.example:5432/app",
  "https://app.example/callback?signature=no",
  "key-rotation-every-ninety-days",
  "sk-SK",
  "task-definition-of-the-application",
  "subnet-0123456789abcdef0",
  "i-0123456789abcdef0,i-0fedcba9876543210",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "2026-11-26T05:00:00.000Z",
  "Пароль: спросите у владельца, 请联系管理员",
])("takes %s for harmless, too", (text) => {
  expect(secretIn(text)).toBeUndefined();
});

it.each([
  "https://app.opsdesk.example/some/Long/path2/with/VersionedSegments/v1",
  "https://login.example.com/tenants/Tenant9/oauth2/v2.0/authorize?x=1",
  "default-src 'self'; connect-src 'self' https://api.opsdesk.example; object-src 'none'",
  "9b2f6a1e-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
  "arn:aws:sns:us-east-1:111122223333:opsdesk-alerts-oncall",
  "AI chatbot for internal operations, ready for customer onboarding",
  "a-very-long-name-made-of-words-and-hyphens-2",
  "mailto:someone@example.com",
  "sk-short",
  "",
])("takes %s for harmless", (text) => {
  expect(secretIn(text)).toBeUndefined();
});

it("takes a random text for a public one where it has no shape", () => {
  expect(knownSecretIn(RANDOM)).toBeUndefined();
});

describe("cutting secrets out of a message", () => {
  const value = ["hunter", "two", '"quoted"', "thousand"].join("-");
  const token = `ghp_${"a1B2".repeat(9)}`;
  const key = ["-----BEGIN RSA ", "PRIVATE KEY-----\nabc\n-----END RSA ", "PRIVATE KEY-----"].join("");
  it.each<[string, string]>([
    ["a known value", `x was ${value}; twice ${value}.`],
    ["a known value as JSON spells it", JSON.stringify({ x: value })],
    ["the shape of a token", `x was ${token}; twice ${token}.`],
    ["a whole private key", `x was ${key}.`],
    ["a private key cut short", key.slice(0, 40)],
    ["a URL with a password", "cannot reach https://user:word-of-mine@host.example/x"],
  ])("cuts %s, and leaves the rest", (_what, text) => {
    const cut = withoutSecrets(text, [value, "short"]);
    expect(cut).toContain("(sensitive)");
    for (const part of ["hunter", "thousand", token, "abc", "word-of-mine"]) expect(cut).not.toContain(part);
    expect(cut.startsWith("x was ") || !text.startsWith("x was ")).toBe(true);
  });

  it("cuts the longer of two values that begin alike whole, and no short word", () => {
    expect(withoutSecrets("long-secret-value-2 and short", ["long-secret-value", "long-secret-value-2", "short"])).toBe(
      "(sensitive) and short",
    );
  });

  it("knows an environment's credentials by name", () => {
    const environment = {
      CLOUDFLARE_API_TOKEN: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_SESSION_TOKEN: "c",
      PATH: "d",
      SLIPWAY_KEY: "e",
      DB_PASSWORD: "f",
    };
    expect(credentialsIn(environment)).toEqual(["a", "b", "c", "f"]);
  });
});
