import * as z from "zod";

// A review is plain data: everything in it is masked and may be stored, sent and printed; who prints it escapes it.

/** Order in which a review tells the story. Same words as the model's Concern. */
export const CONCERNS = [
  "hosts",
  "redirects",
  "access",
  "rate-limits",
  "headers",
  "tls",
  "mail",
  "secrets",
  "environment",
  "monitoring",
  "alerting",
] as const;

export const CHANGE_ACTIONS = ["create", "update", "replace", "delete", "forget", "import", "move"] as const;

export const REVERSIBILITY_CLASSES = ["reversible", "after-ttl", "needs-restore", "not-reversible", "delete-is-a-no-op"] as const;

const riskSchema = z.strictObject({ level: z.enum(["high", "medium", "low"]), reason: z.string() });

const reversibilitySchema = z.strictObject({
  class: z.enum(REVERSIBILITY_CLASSES),
  /** How long the old behaviour takes to come back once a way back is applied; null where no number is true. */
  minutes: z.number().nullable(),
  note: z.string(),
  source: z.string(),
});

const changeSchema = z.strictObject({
  stack: z.string(),
  address: z.string(),
  previousAddress: z.string().nullable(),
  type: z.string(),
  concern: z.enum(CONCERNS),
  action: z.enum(CHANGE_ACTIONS),
  /** What it does to the business, in one sentence without a full stop. */
  sentence: z.string(),
  /** What changes, one line each. */
  details: z.array(z.string()),
  risk: riskSchema,
  reversibility: reversibilitySchema,
});

const acknowledgementSchema = z.strictObject({
  /** `<CODE>:<stack>/<address>`: what the approver has to repeat. */
  token: z.string(),
  code: z.string(),
  reason: z.string(),
});

const residualSchema = z.strictObject({ where: z.string(), wanted: z.string(), enforced: z.string(), remaining: z.string() });

const wayBackStepSchema = z.strictObject({
  stack: z.string(),
  address: z.string(),
  previousAddress: z.string().nullable(),
  action: z.enum(CHANGE_ACTIONS),
});

/** What a rollback to the run that stands now would do, and what it would ask its approver to acknowledge. */
export const wayBackSchema = z.strictObject({
  /** The run that a rollback would go back to. */
  to: z.string(),
  steps: z.array(wayBackStepSchema),
  outputs: z.array(z.string()),
  acknowledgements: z.array(z.string()),
});

export const reviewSchema = z.strictObject({
  version: z.literal(1),
  run: z.string(),
  target: z.string(),
  plannedAt: z.string(),
  planner: z.string(),
  commit: z.strictObject({ sha: z.string().nullable(), authors: z.array(z.string()), dirty: z.boolean() }),
  rollbackOf: z.strictObject({ run: z.string(), to: z.string(), bad: z.string().nullable() }).nullable(),
  /** What a reader has to know before anything else. */
  notices: z.array(z.string()),
  approvers: z.strictObject({
    from: z.string(),
    ids: z.array(z.string()),
    /** So many of them have to sign. */
    quorum: z.int(),
    /** What the list becomes once this run is applied, where that differs. */
    becomes: z.array(z.string()).nullable(),
  }),
  /** How long a way back takes, and what it does not bring back. */
  undo: z.string(),
  /** Without one, why there is none. */
  wayBack: z.union([wayBackSchema, z.strictObject({ none: z.string() })]),
  counts: z.record(z.enum(CHANGE_ACTIONS), z.int()),
  /** By concern, then by risk, then by address. */
  changes: z.array(changeSchema),
  /** Names of outputs that change; their values are nobody's business here. */
  outputs: z.array(z.string()),
  acknowledgements: z.array(acknowledgementSchema),
  /** What changed outside a run since the last one. */
  drift: z.array(z.strictObject({ stack: z.string(), address: z.string(), attributes: z.array(z.string()) })),
  /** ARNs of deleted secrets that the run restores. */
  restores: z.array(z.string()).optional(),
  residuals: z.array(residualSchema),
  contentDigest: z.string(),
  stacks: z.array(z.strictObject({ stack: z.string(), digest: z.string(), planSha256: z.string(), serial: z.int(), empty: z.boolean() })),
});

export type Review = z.output<typeof reviewSchema>;
export type WayBack = z.output<typeof wayBackSchema>;
export type WayBackStep = z.output<typeof wayBackStepSchema>;
export type ReviewChange = z.output<typeof changeSchema>;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];
export type Risk = z.output<typeof riskSchema>;
export type Reversibility = z.output<typeof reversibilitySchema>;
export type Acknowledgement = z.output<typeof acknowledgementSchema>;
