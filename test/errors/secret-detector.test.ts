import { credentialsIn, knownSecretIn, secretIn, withoutSecrets } from "../../errors/secret-detector.ts";

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
