import fc from "fast-check";
import { escapeWildcard, quote } from "../../../edge/expression/literal.ts";
import { parseExpression } from "../../../edge/expression/parse.ts";
import { matchWildcard, parseWildcard } from "../../../edge/expression/wildcard.ts";
import { SlipwayError } from "../../../errors/slipway-error.ts";

function messageOf(text: string): string {
  try {
    parseExpression(text);
    return "accepted";
  } catch (error) {
    if (error instanceof SlipwayError) return error.message;
    throw error;
  }
}

it("reads a comparison into its parts, with positions", () => {
  expect(parseExpression('http.host eq "a.example"')).toEqual({
    kind: "compare",
    operator: "eq",
    left: { kind: "field", name: "http.host", position: 1 },
    right: { kind: "string", value: "a.example", position: 14 },
    position: 1,
  });
});

it.each([
  ["ssl or ssl and ssl", "(ssl or (ssl and ssl))"],
  ["ssl and ssl or ssl", "((ssl and ssl) or ssl)"],
  ["ssl xor ssl or ssl", "((ssl xor ssl) or ssl)"],
  ["ssl xor ssl and ssl", "(ssl xor (ssl and ssl))"],
  ["not ssl and ssl", "((not ssl) and ssl)"],
  ["not (ssl and ssl)", "(not (ssl and ssl))"],
  ["!ssl && ssl || ssl ^^ ssl", "(((not ssl) and ssl) or (ssl xor ssl))"],
  ["ssl and ssl and ssl", "(ssl and ssl and ssl)"],
  ["not not ssl", "(not (not ssl))"],
])("%s groups as %s", (text, grouped) => {
  expect(grouping(parseExpression(text))).toBe(grouped);
});

it.each([
  ["http.host", "=="],
  ["http.host", "!="],
  ["http.host", "<"],
  ["http.host", "<="],
  ["http.host", ">"],
  ["http.host", ">="],
])("%s %s reads like its English twin", (field, sign) => {
  const english = { "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge" }[sign];
  expect(parseExpression(`${field} ${sign} "a"`)).toMatchObject({ kind: "compare", operator: english });
});

it.each([
  ['"a\\"b"', 'a"b'],
  ['"a\\\\b"', "a\\b"],
  ['"\\x2e\\056"', ".."],
  ['r"a\\b"', "a\\b"],
  ['r#"a"b"#', 'a"b'],
  ['r##"a"#b"##', 'a"#b'],
  ['""', ""],
])("string %s means %s", (literal, value) => {
  expect(parseExpression(`http.host eq ${literal}`)).toMatchObject({ right: { kind: "string", value } });
});

it("keeps the escapes of a regular expression in a quoted string", () => {
  expect(parseExpression('http.host matches "a\\.b\\"c"')).toMatchObject({ right: { value: 'a\\.b"c' } });
});

it.each([
  ["192.0.2.0/24", { kind: "ip-range", first: "192.0.2.0", last: "192.0.2.255" }],
  ["192.0.2.3..192.0.2.7", { kind: "ip-range", first: "192.0.2.3", last: "192.0.2.7" }],
  ["2001:db8::/32", { kind: "ip-range", first: "2001:db8::", last: "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" }],
  ["0.0.0.0/0", { kind: "ip-range", first: "0.0.0.0", last: "255.255.255.255" }],
  ["192.0.2.1/32", { kind: "ip-range", first: "192.0.2.1", last: "192.0.2.1" }],
  ["192.0.2.128/25", { kind: "ip-range", first: "192.0.2.128", last: "192.0.2.255" }],
  ["::1", { kind: "ip", value: "::1" }],
  ["fe80::1", { kind: "ip", value: "fe80::1" }],
  ["8000..8009", { kind: "int-range", first: 8000, last: 8009 }],
  ["-5", { kind: "int", value: -5 }],
])("set item %s is read as %j", (item, read) => {
  expect(parseExpression(`ip.src in {${item}}`)).toMatchObject({ items: [read] });
});

it.each([
  ["", "character 1: expected a field, a function or a value, got the end of the expression"],
  ["http.host eq", "character 13: expected a value: a string in double quotes, a number or an address, got the end of the expression"],
  ['http.host eq "a', 'character 14: expected a string that ends with ", got the end of the expression; close the string'],
  ['http.host eq r#"a"', 'character 14: expected a string that ends with "#'],
  ["http.host eq 'a'", `character 14: expected a field, a value or an operator, got "'"; write strings in double quotes`],
  ['http.host EQ "a"', 'character 11: expected and, or, xor, or the end, got "EQ"; write eq: operators are lower case'],
  ['http.host eq "a" AND ssl', 'got "AND"; write and: operators are lower case'],
  ['http.request.uri.path ends_with ".php"', 'write ends_with(field, "text"): it is a function, not an operator'],
  ['http.host eq "\\n"', "character 15: expected one of the escapes"],
  ['http.host eq "\\xff"', "character 15: expected one of the escapes"],
  ["(ssl", 'character 5: expected ")", got the end of the expression'],
  ["ssl)", 'character 4: expected and, or, xor, or the end, got ")"'],
  ["ssl and and ssl", 'character 9: expected a field, a function or a value, got "and"'],
  ["ip.src in 192.0.2.0/24", 'character 11: expected "{", got "192.0.2.0/24"'],
  ["ip.src in {}", "character 12: expected a value"],
  ["ip.src in $office", 'expected "{", got "$"'],
  ["ip.src in {$office}", "Slipway reads no account lists"],
  ["ip.src in {192.0.2.1/24}", "character 12: expected a network such as 192.0.2.0/24, without host bits, got 192.0.2.1/24"],
  ["ip.src in {192.0.2.0/33}", "without host bits, got 192.0.2.0/33"],
  ["ip.src in {192.0.2.9..192.0.2.1}", "the lower one first"],
  ["ip.src in {192.0.2.9..::1}", "two addresses of one family"],
  ["ip.src eq 192.0.2.0/24", "character 11: expected one value"],
  ["ip.src eq 0x7f.1", "expected a value"],
  ["cf.edge.server_port in {9..1}", "expected the lower number first"],
  ['http.request.headers["a"] eq "b"', 'expected "["'],
  ['http.request.headers[0] eq "b"', "expected a string in double quotes"],
  ['http.request.headers["a"][-1] eq "b"', "expected a place in the list"],
  ['http.host["a"] eq "b"', "expected no index, except on http.request.headers and http.request.headers.names"],
  ['any(http.host) eq "a"', "expected a comparison of each value of a list"],
  ["any(ssl)", "expected a comparison of each value of a list"],
  ['http.host strict contains "a"', 'expected "wildcard"'],
  ["http.host contains 5", 'expected a string in double quotes, got "5"'],
  ["cf.edge.server_port eq 010", 'expected a value: a string in double quotes, a number or an address, got "010"'],
  ["http-host", 'got "http-host"'],
  [`${"(".repeat(60)}ssl${")".repeat(60)}`, "expected at most 50 parentheses inside each other"],
  [`${"not ".repeat(60)}ssl`, "expected at most 50 parentheses inside each other"],
  [`${"lower(".repeat(60)}http.host${")".repeat(60)}`, "fewer function calls inside each other"],
  [`http.host eq "${"a".repeat(4096)}"`, "character 4097: expected at most 4096 characters, got 4111"],
  [`http.host eq r${"#".repeat(256)}"a"${"#".repeat(256)}`, "expected at most 255 # signs"],
])("refuses %s", (text, message) => {
  expect(messageOf(text)).toContain(message);
  expect(messageOf(text)).toMatch(/^expression, character \d+: expected .*\[EXPRESSION_SYNTAX\]$/s);
});

const WORDS = [
  "http.host",
  "ssl",
  "and",
  "or",
  "not",
  "(",
  ")",
  "{",
  "}",
  "in",
  "eq",
  '"a"',
  "1",
  "1..5",
  "::/0",
  "~",
  "matches",
  'r#"',
  "$",
  "[",
  ",",
];

it("throws nothing but a SlipwayError, whatever it reads", () => {
  const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 20 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), soup), (text) => {
      expect(messageOf(text)).toMatch(/^(accepted|expression, character \d+: .*)$/s);
    }),
    { numRuns: 2000 },
  );
});

it("reads back every text that it writes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
      expect(parseExpression(`http.host eq ${quote(text)}`)).toMatchObject({ right: { kind: "string", value: text } });
    }),
  );
});

it("matches every text with the wildcard that it writes for it, and nothing else", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const pattern = parseWildcard(escapeWildcard(text), 1);
      expect(matchWildcard(pattern, text, true)).toEqual([]);
      expect(matchWildcard(pattern, other, true)).toEqual(other === text ? [] : undefined);
    }),
  );
});

type Node = ReturnType<typeof parseExpression>;

function grouping(node: Node): string {
  if (node.kind === "logical") return `(${node.operands.map(grouping).join(` ${node.operator} `)})`;
  if (node.kind === "not") return `(not ${grouping(node.operand)})`;
  return node.kind === "field" ? node.name : node.kind;
}
