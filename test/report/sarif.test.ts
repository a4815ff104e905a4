import Ajv from "ajv";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { type SarifFinding, sarifLog } from "../../report/sarif.ts";
import { SARIF_SUBSET } from "./sarif-subset.ts";

const validate = new Ajv({ allErrors: true }).compile(SARIF_SUBSET);

const error = (code: "REDIRECT_LOOP" | "TLS_MODE_INSECURE", where: string) =>
  new SlipwayError({ kind: "config", code, where, expected: "a page", got: "a loop", fix: "let one of them serve the page" });

const FINDINGS: readonly SarifFinding[] = [
  {
    error: error("REDIRECT_LOOP", "config/launches/a b.ts: environments.production.hosts.www.to"),
    level: "error",
    file: "config/launches/a b.ts",
    field: "environments.production.hosts.www.to",
    region: { line: 3, column: 5 },
  },
  { error: error("TLS_MODE_INSECURE", "config/zones/z.ts: tls.mode"), level: "warning", file: "config/zones/z.ts" },
  { error: error("REDIRECT_LOOP", "target"), level: "error" },
];

it("keeps to the format", () => {
  validate(sarifLog(FINDINGS, "1.2.3"));
  expect(validate.errors).toBeNull();
});

it("keeps to the format when there is nothing to say", () => {
  validate(sarifLog([], "1.2.3"));
  expect(validate.errors).toBeNull();
});

it("names each rule once, with its story, and each result by its rule", () => {
  const log: unknown = sarifLog(FINDINGS, "1.2.3");
  expect(log).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { rules: [{ id: "REDIRECT_LOOP", help: { text: expect.stringContaining("Fix: ") } }, { id: "TLS_MODE_INSECURE" }] },
        },
        results: [
          {
            ruleId: "REDIRECT_LOOP",
            ruleIndex: 0,
            level: "error",
            message: { text: "expected a page, got a loop; let one of them serve the page" },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: "config/launches/a%20b.ts", uriBaseId: "%SRCROOT%" },
                  region: { startLine: 3, startColumn: 5 },
                },
                logicalLocations: [{ fullyQualifiedName: "environments.production.hosts.www.to" }],
              },
            ],
          },
          { ruleId: "TLS_MODE_INSECURE", ruleIndex: 1, level: "warning" },
          { ruleId: "REDIRECT_LOOP", ruleIndex: 0 },
        ],
      },
    ],
  });
});

it("sees what breaks the format", () => {
  const broken = JSON.parse(
    JSON.stringify(sarifLog(FINDINGS, "1.2.3")).replace('"startLine":3', '"startLine":0').replace('"ruleIndex":1', '"ruleIndex":-2'),
  );
  expect(validate(broken)).toBe(false);
});
