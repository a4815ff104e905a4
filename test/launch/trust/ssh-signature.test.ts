import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunRecord } from "../../../launch/run.ts";
import { checkApproval, type Papers } from "../../../launch/trust/approvals.ts";
import { type ApprovalTerms, envelopeText } from "../../../launch/trust/envelope.ts";
import {
  fingerprintOf,
  identityOf,
  keyInSignature,
  type Namespace,
  requirePersonId,
  type Signer,
  sign,
  whyNotSignedBy,
} from "../../../launch/trust/ssh-signature.ts";

let dir: string;
let ben: Signer;
let mallory: Signer;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-keys-"));
  ben = makeKey("ben");
  mallory = makeKey("mallory");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const publicKey = (signer: Signer): string => readFileSync(`${signer.keyFile}.pub`, "utf8").trim();
const trusted = () => [{ id: ben.id, sshPublicKey: publicKey(ben) }];

it("reads the key and its fingerprint out of a signature, as ssh-keygen prints them", async () => {
  const signature = await sign("text", ben, "slipway-approval");
  const printed = execFileSync("ssh-keygen", ["-lf", `${ben.keyFile}.pub`], { encoding: "utf8" }).split(" ")[1];
  expect(keyInSignature(signature)).toEqual({ publicKey: publicKey(ben).split(" ").slice(0, 2).join(" "), fingerprint: printed });
  expect(await identityOf(ben)).toEqual(keyInSignature(signature));
  expect(fingerprintOf(publicKey(ben))).toBe(printed);
});

const SIGNED: readonly (readonly [string, boolean, () => { id?: string; text?: string; namespace?: Namespace; signer?: Signer }])[] = [
  ["the text as signed", true, () => ({})],
  ["another text", false, () => ({ text: "text\n" })],
  ["another namespace", false, () => ({ namespace: "slipway-plan" })],
  ["another key", false, () => ({ signer: mallory })],
  ["another person", false, () => ({ id: mallory.id })],
];
it.each(SIGNED)("verifies %s: %s", async (_what, good, change) => {
  const { id = ben.id, text = "text", namespace = "slipway-approval", signer = ben } = change();
  const signature = await sign("text", signer, "slipway-approval");
  const flaw = await whyNotSignedBy(id, trusted(), text, signature, namespace);
  expect(flaw === undefined).toBe(good);
  if (!good) expect(flaw).not.toContain(tmpdir());
});

it.each([
  "*@opsdesk.example",
  "ben@opsdesk.example,mallory@opsdesk.example",
  "!ben@x",
  "b?n@x.example",
  'ben"@x.example',
  "ben @x.example",
  "ben",
  "# ben@x",
])("takes %j for nobody's id", (id) => {
  expect(() => requirePersonId(id)).toThrow(/APPROVER_ID_INVALID/);
});

it.each(["", "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----", "U1NIU0lHAAAAAf////8="])(
  "refuses what is no signature",
  (text) => {
    expect(() => keyInSignature(text)).toThrow(/APPROVAL_INVALID/);
  },
);

describe("an approval", () => {
  const digest = "a".repeat(64);
  const record = (): RunRecord => ({
    version: 1,
    id: "run-20261122T120000Z-0a1b2c",
    target: "chatbot/production",
    plannedAt: "2026-11-22T12:00:00.000Z",
    planner: { id: "ana@opsdesk.example", publicKey: "ssh-ed25519 AAAA", fingerprint: "SHA256:planner", knownBy: "own word" },
    commit: { sha: "4f0c2d9", authors: ["ana@opsdesk.example"], dirty: false },
    terraform: { flavour: "terraform", version: "1.11.4" },
    environment: { names: [], values: {} },
    contentDigest: digest,
    stacks: [
      {
        stack: "s",
        digest,
        planSha256: digest,
        configSha256: digest,
        lockFileSha256: null,
        lineage: "l",
        serial: 4,
        argv: ["plan"],
        empty: false,
        onlyRefsOf: null,
        protected: [],
      },
    ],
    approvers: { from: "genesis", list: trusted(), quorum: 1 },
    nextApprovers: trusted(),
    nextQuorum: 1,
    configDigest: digest,
    exceptions: [],
    reviewSha256: digest,
    factsSha256: digest,
    rollbackOf: null,
  });
  const terms = (): ApprovalTerms => ({
    approver: ben.id,
    acknowledgements: ["DELETES_MX:s/x"],
    approvedAt: "2026-11-22T12:00:00.000Z",
    expiresAt: "2026-11-23T12:00:00.000Z",
    wayBack: null,
  });

  const review = (...tokens: readonly string[]): Papers["review"] => ({
    acknowledgements: ["DELETES_MX:s/x", ...tokens].map((token) => ({ token, code: "", reason: "" })),
    wayBack: { none: "nothing was applied before" },
  });

  interface Given {
    readonly record: RunRecord;
    readonly terms: ApprovalTerms;
    readonly signer: Signer;
    readonly namespace: Namespace;
    /** Of the papers as they are at apply. */
    readonly papers: Partial<Papers>;
  }

  async function check(change: (given: Given) => Partial<Given>): Promise<ApprovalTerms> {
    const given: Given = { record: record(), terms: terms(), signer: ben, namespace: "slipway-approval", papers: {} };
    const all = { ...given, ...change(given) };
    const approvalText = envelopeText(all.record, digest, all.terms);
    const signature = await sign(approvalText, all.signer, all.namespace);
    const papers = { record: record(), runSha256: digest, trusted: trusted(), review: review(), approvalText, signature };
    return await checkApproval({ ...papers, now: new Date("2026-11-22T13:00:00Z"), ...all.papers });
  }

  it("is good when everything fits", async () => {
    expect(await check(() => ({}))).toEqual(terms());
  });

  const BAD: readonly (readonly [string, string, (given: Given) => Partial<Given>])[] = [
    ["is of another run", "APPROVAL_CHANGED", ({ record: run }) => ({ record: { ...run, id: "run-20261122T120000Z-ffffff" } })],
    ["is of another target", "APPROVAL_CHANGED", ({ record: run }) => ({ record: { ...run, target: "chatbot/staging" } })],
    ["names a stack more", "APPROVAL_CHANGED", ({ record: run }) => ({ record: { ...run, stacks: [...run.stacks, ...run.stacks] } })],
    ["names no stack", "APPROVAL_CHANGED", ({ record: run }) => ({ record: { ...run, stacks: [] } })],
    ["is of another plan file", "APPROVAL_CHANGED", ({ record: run }) => ({ record: withStack(run, { planSha256: "b".repeat(64) }) })],
    ["is of another content", "APPROVAL_CHANGED", ({ record: run }) => ({ record: withStack(run, { digest: "b".repeat(64) }) })],
    ["is of another serial", "APPROVAL_CHANGED", ({ record: run }) => ({ record: withStack(run, { serial: 5 }) })],
    ["is of another lineage", "APPROVAL_CHANGED", ({ record: run }) => ({ record: withStack(run, { lineage: "m" }) })],
    ["is of another lock file", "APPROVAL_CHANGED", ({ record: run }) => ({ record: withStack(run, { lockFileSha256: digest }) })],
    ["is of other arguments", "APPROVAL_CHANGED", ({ record: run }) => ({ record: withStack(run, { argv: ["plan", "-refresh=false"] }) })],
    ["is of another commit", "APPROVAL_CHANGED", ({ record: run }) => ({ record: { ...run, commit: { ...run.commit, sha: "0000000" } } })],
    [
      "is of another terraform",
      "APPROVAL_CHANGED",
      ({ record: run }) => ({ record: { ...run, terraform: { ...run.terraform, version: "1.12.0" } } }),
    ],
    [
      "is of another planner",
      "APPROVAL_CHANGED",
      ({ record: run }) => ({ record: { ...run, planner: { ...run.planner, id: "eve@opsdesk.example" } } }),
    ],
    ["is signed by somebody else", "APPROVER_UNKNOWN", () => ({ signer: mallory })],
    ["is signed for another purpose", "APPROVAL_INVALID", () => ({ namespace: "slipway-plan" })],
    ["is signed for an emergency", "APPROVAL_INVALID", () => ({ namespace: "slipway-break-glass" })],
    [
      "covers another way back than the review lists",
      "APPROVAL_CHANGED",
      (given) => ({
        terms: { ...given.terms, wayBack: { to: "run-x", steps: [], outputs: [], acknowledgements: [], expiresAt: given.terms.expiresAt } },
      }),
    ],
    ["is by somebody whom nobody trusts any more", "APPROVER_UNKNOWN", () => ({ papers: { trusted: [] } })],
    [
      "is by somebody whose key was changed",
      "APPROVER_UNKNOWN",
      () => ({ papers: { trusted: [{ id: ben.id, sshPublicKey: publicKey(mallory) }] } }),
    ],
    ["leaves an acknowledgement out", "ACKNOWLEDGEMENT_MISSING", (given) => ({ terms: { ...given.terms, acknowledgements: [] } })],
    ["has expired to the second", "APPROVAL_EXPIRED", () => ({ papers: { now: new Date("2026-11-23T12:00:00Z") } })],
    ["comes from the future", "APPROVAL_EXPIRED", () => ({ papers: { now: new Date("2026-11-22T11:54:59Z") } })],
    ["is no JSON", "APPROVAL_INVALID", () => ({ papers: { approvalText: "{" } })],
    [
      "was edited after it was signed",
      "APPROVAL_INVALID",
      ({ record: run, terms: given }) => ({
        papers: { approvalText: envelopeText(run, digest, { ...given, expiresAt: "2036-11-23T12:00:00.000Z" }) },
      }),
    ],
  ];
  it.each(BAD)("is refused when it %s", async (_what, code, change) => {
    await expect(check(change)).rejects.toMatchObject({ parts: { kind: "refused", code } });
  });

  it("tolerates the skew of honest clocks", async () => {
    expect(await check(() => ({ papers: { now: new Date("2026-11-22T11:55:01Z") } }))).toEqual(terms());
  });

  function withStack(run: RunRecord, change: Partial<RunRecord["stacks"][number]>): RunRecord {
    return { ...run, stacks: run.stacks.map((each) => ({ ...each, ...change })) };
  }
});

function makeKey(name: string): Signer {
  const keyFile = join(dir, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", keyFile]);
  return { id: `${name}@opsdesk.example`, keyFile };
}
