/** No shape below matches anything shorter; `a://b:c@` is the shortest. */
const SHORTEST_SECRET = 7;

/** What a text looks like, in the reader's words; undefined when it looks harmless. */
export function secretIn(text: string): string | undefined {
  return knownSecretIn(text) ?? (longTokens(text).some(looksRandom) ? "a long random token" : undefined);
}

/** Only what has a vendor's or a format's own shape; for values that are random and public, such as client ids. */
export function knownSecretIn(text: string): string | undefined {
  if (text.length < SHORTEST_SECRET || !ANY_SHAPE.some((shapes) => shapes.test(text))) return undefined;
  return SHAPES.find(({ shape }) => shape.test(text))?.kind;
}

const CUT = "(sensitive)";
/** Shorter values are words and numbers that a message shows for other reasons. */
const SHORTEST_VALUE = 8;

/** A message without what it must not hold: known values, spelled plainly or as JSON spells them, and whatever has a secret's own shape. */
export function withoutSecrets(text: string, known: Iterable<string> = []): string {
  const whole = withoutValues(text, known).replace(/-----BEGIN [A-Z0-9 ]*PRIVATE KEY.*?(-----END [A-Z0-9 ]*-----|$)/gs, CUT);
  return SHAPES.reduce((left, { shape }) => left.replace(new RegExp(shape, `${shape.flags}g`), CUT), whole);
}

/** The same for known values alone. */
export function withoutValues(text: string, known: Iterable<string>): string {
  const spelled = [...known]
    .filter((value) => value.length >= SHORTEST_VALUE)
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
  // the longest first: one value may begin with another
  return spelled.toSorted((one, other) => other.length - one.length).reduce((left, value) => left.replaceAll(value, CUT), text);
}

const CREDENTIAL_NAME = /(_TOKEN|_SECRET|SECRET_ACCESS_KEY|PASSWORD|PASSPHRASE|_API_KEY)$/;

/** Values of an environment that nothing may ever print. */
export function credentialsIn(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) => (value !== undefined && CREDENTIAL_NAME.test(name) ? [value] : []));
}

/** Prefixes as the vendors document them for secret scanning. */
const SHAPES: readonly { readonly kind: string; readonly shape: RegExp }[] = [
  { kind: "a private key", shape: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/ },
  // the end of the scheme is enough: looking for its start takes quadratic time in long texts
  { kind: "a URL with a password", shape: /[a-z0-9+.-]:\/\/[^\s/?#@]*:[^\s/?#@]+@/i },
  { kind: "a URL with a user name", shape: /[a-z0-9+.-]:\/\/[^\s/?#@]+@/i },
  { kind: "a JSON web token", shape: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/ },
  { kind: "an AWS access key", shape: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { kind: "a GitHub token", shape: /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/ },
  { kind: "a GitLab token", shape: /\bglpat-[A-Za-z0-9_-]{16,}/ },
  { kind: "a Slack token", shape: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  { kind: "a Slack webhook", shape: /hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,}/ },
  { kind: "a Stripe key", shape: /\b[rs]k_(live|test)_[A-Za-z0-9]{10,}/ },
  { kind: "a webhook signing secret", shape: /\bwhsec_[A-Za-z0-9+/=_-]{10,}/ },
  { kind: "a SendGrid key", shape: /\bSG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
  { kind: "a Google API key", shape: /\bAIza[A-Za-z0-9_-]{30,}/ },
  { kind: "a model provider's key", shape: /\bsk-[A-Za-z0-9_-]{16,}/ },
  { kind: "an npm token", shape: /\bnpm_[A-Za-z0-9]{20,}/ },
  { kind: "a Cloudflare token", shape: /\bcf(ut|at)?_[A-Za-z0-9_-]{30,}/ },
  { kind: "a Hugging Face token", shape: /\bhf_[A-Za-z0-9]{20,}/ },
  { kind: "a bearer token", shape: /\b(bearer|basic) +[A-Za-z0-9+/._~-]{16,}=*/i },
];

/** All of them at once, in either case or as written: nearly every text matches none, and then needs no closer look. */
const ANY_SHAPE = ["", "i"].map(
  (flags) =>
    new RegExp(
      SHAPES.filter(({ shape }) => shape.flags === flags)
        .map(({ shape }) => shape.source)
        .join("|"),
      flags,
    ),
);

/** Shorter strings are words, numbers and identifiers more often than keys. */
const MIN_TOKEN_LENGTH = 24;

/** Random base64 of 24 characters has about 4.2 bits a character, English and identifiers under 3.8. */
const MIN_ENTROPY_BITS = 3.8;

/** Random hex cannot reach more than 4 bits a character, and 24 digits of it about 3.4. */
const MIN_HEX_ENTROPY_BITS = 3;

const LONG_TOKEN = new RegExp(`[A-Za-z0-9+/_=-]{${MIN_TOKEN_LENGTH},}`, "g");
const LONG_SEGMENT = new RegExp(`[A-Za-z0-9+_=-]{${MIN_TOKEN_LENGTH},}`, "g");

/** In a URL or path a slash parts words; elsewhere it is a letter of base64. */
function longTokens(text: string): string[] {
  if (text.length < MIN_TOKEN_LENGTH) return [];
  const isPath = text.includes("://") || /^[./]/.test(text);
  return text.match(isPath ? LONG_SEGMENT : LONG_TOKEN) ?? [];
}

function looksRandom(token: string): boolean {
  const entropy = entropyBits(token);
  if (/^[0-9a-f]+$/i.test(token)) return /\d/.test(token) && /[a-f]/i.test(token) && entropy >= MIN_HEX_ENTROPY_BITS;
  // a path or a name in words changes between letters and digits seldom; a key does all the time
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(token)).length;
  return kinds === 3 && entropy >= MIN_ENTROPY_BITS;
}

/** Shannon entropy, in bits a character. */
function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
