import { type SecretClass, SHAPES } from "./secret-shapes.ts";

/** No shape below matches anything shorter; `a://b:c@` is the shortest. */
const SHORTEST_SECRET = 7;

export interface Suspicion {
  readonly class: SecretClass;
  /** In the reader's words. */
  readonly kind: string;
}

/** What a text looks like; undefined when it looks harmless. */
export function suspicionIn(text: string): Suspicion | undefined {
  const known = shapeIn(text);
  if (known !== undefined) return known;
  return longTokens(withoutIdentifiers(text)).some(looksRandom) ? { class: "random text", kind: "a long random token" } : undefined;
}

/** Only what has a vendor's or a format's own shape; for values that are random and public, such as client ids. */
export function shapeIn(text: string): Suspicion | undefined {
  if (text.length < SHORTEST_SECRET || !ANY_SHAPE.some((shapes) => shapes.test(text))) return undefined;
  return SHAPES.find(({ shape }) => shape.test(text));
}

/** Each kind of known shape that a text holds, once. */
export function shapesIn(text: string): readonly Suspicion[] {
  return SHAPES.filter(({ shape }) => shape.test(text));
}

export function secretIn(text: string): string | undefined {
  return suspicionIn(text)?.kind;
}

export function knownSecretIn(text: string): string | undefined {
  return shapeIn(text)?.kind;
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

/** Names at AWS, and digests of what everybody may see, such as a container image: long, random and public. */
const IDENTIFIER = /\barn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\s"']+|\bsha(256:[0-9a-f]{64}|512:[0-9a-f]{128})\b/g;

function withoutIdentifiers(text: string): string {
  return text.includes(":") ? text.replace(IDENTIFIER, "") : text;
}

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
