/**
 * What SARIF 2.1.0 demands of every property that Slipway writes, and no other property. Written from the text of the standard.
 * Source: OASIS SARIF 2.1.0 plus Errata 01; the numbers are its sections.
 */
const message = { type: "object", required: ["text"], additionalProperties: false, properties: { text: { type: "string", minLength: 1 } } }; // 3.11, 3.12

// 3.4: a relative reference, percent-encoded, without a leading slash
const artifactLocation = {
  type: "object",
  required: ["uri"],
  additionalProperties: false,
  properties: {
    uri: { type: "string", pattern: "^(?!/)(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$" },
    uriBaseId: { type: "string", minLength: 1 },
  },
};

// 3.30.5, 3.30.6: counted from 1
const region = {
  type: "object",
  required: ["startLine"],
  additionalProperties: false,
  properties: { startLine: { type: "integer", minimum: 1 }, startColumn: { type: "integer", minimum: 1 } },
};

const location = {
  type: "object",
  required: ["physicalLocation"],
  additionalProperties: false,
  properties: {
    physicalLocation: {
      type: "object",
      required: ["artifactLocation"],
      additionalProperties: false,
      properties: { artifactLocation, region },
    }, // 3.29
    logicalLocations: {
      type: "array",
      uniqueItems: true,
      items: {
        type: "object",
        additionalProperties: false,
        properties: { fullyQualifiedName: { type: "string" }, kind: { type: "string" } },
      },
    }, // 3.33
  },
}; // 3.28

const rule = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: { id: { type: "string", minLength: 1 }, shortDescription: message, fullDescription: message, help: message },
}; // 3.49

const result = {
  type: "object",
  required: ["message", "ruleId"],
  additionalProperties: false,
  properties: {
    ruleId: { type: "string" },
    ruleIndex: { type: "integer", minimum: 0 }, // 3.27.6; -1 would mean none
    level: { enum: ["none", "note", "warning", "error"] }, // 3.27.10
    message,
    locations: { type: "array", items: location }, // 3.27.12
    partialFingerprints: { type: "object", additionalProperties: { type: "string" } }, // 3.27.17
    properties: { type: "object" }, // 3.8
  },
};

export const SARIF_SUBSET = {
  type: "object",
  required: ["version", "runs"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string", pattern: "^https://.*sarif-schema-2\\.1\\.0\\.json$" },
    version: { const: "2.1.0" }, // 3.13.2
    runs: {
      type: "array",
      items: {
        type: "object",
        required: ["tool", "results"], // 3.14.6; results are there because the run was not a failure, 3.14.23
        additionalProperties: false,
        properties: {
          tool: {
            type: "object",
            required: ["driver"],
            additionalProperties: false,
            properties: {
              driver: {
                type: "object",
                required: ["name"],
                additionalProperties: false,
                properties: {
                  name: { type: "string", minLength: 1 },
                  semanticVersion: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+" },
                  rules: { type: "array", uniqueItems: true, items: rule },
                },
              },
            },
          }, // 3.18, 3.19
          columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] }, // 3.14.17
          invocations: {
            type: "array",
            items: {
              type: "object",
              required: ["executionSuccessful"],
              additionalProperties: false,
              properties: { executionSuccessful: { type: "boolean" } },
            },
          }, // 3.20.14
          results: { type: "array", items: result },
        },
      },
    },
  },
};
