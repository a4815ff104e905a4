import type { ErrorEntry } from "../entry.ts";

export const TRUST_CODES = {
  CONTENT_QUARANTINED: {
    title: "the configuration was rolled back as bad",
    consequence: "what was taken back would be applied again",
    fix: "change the configuration, or plan with --reintroduce and --reason",
    source: "design: the bad content is quarantined",
  },
  FOREIGN_STATE: {
    title: "a state is not as the last run left it",
    consequence: "somebody applied outside, and the plan would overwrite or adopt it without a word",
    fix: "find out who it was, then plan with --accept-foreign-state and --reason",
    source: "design: a foreign serial is a foreign change; Terraform state: lineage and serial",
  },
  REASON_MISSING: {
    title: "a rule is stepped over without a reason",
    consequence: "nobody could tell later why it was done",
    fix: "give --reason with a sentence",
    source: "design: what is done on purpose is named",
  },
  IDENTITY_UNPROVEN: {
    title: "who planned or wrote a change is known by name only",
    consequence: "one person under two names could be planner and approver",
    fix: "sign plan and commits with the keys of listed approvers",
    source: "people.knownKeysOnly; git commit signing with SSH keys, gpg.format=ssh",
  },
  ADOPTED_DESTROYED: {
    title: "a rollback would destroy what was there before the first run",
    consequence: "somebody else's past would go with our change",
    fix: "let go of it in a run of its own, or destroy it in a run that is no rollback",
    source: "measured with Terraform 1.11.4: a configuration without its import block plans a delete of what was adopted",
  },
  ORPHAN_UNKNOWN: {
    title: "--orphan names what the way back does not destroy",
    consequence: "the rollback would leave behind something else than meant",
    fix: "take <stack>/<address> from the review of the rollback",
    source: "design: a rollback that fails half-way goes on by name and with a reason",
  },
  WAY_BACK_IMPOSSIBLE: {
    title: "there is no way back that could be approved beforehand",
    consequence: "a rollback of this run will need its own approval",
    fix: "approve without --with-way-back",
    source: "design: the inverse operations are listed before approval",
  },
  BREAK_GLASS_APPROVERS: {
    title: "an emergency run would change who may approve",
    consequence: "one person could take the target over",
    fix: "ask for an approval, or leave the approvers as they are",
    source: "design: changing the approvers needs the old quorum",
  },
  BREAK_GLASS_UNREVIEWED: {
    title: "an emergency run was never looked at by a second person",
    consequence: "a second change would hide the first",
    fix: "ask another approver to run slipway review with --sign-off",
    source: "design: break-glass blocks the next run until it is reviewed",
  },
  SIGN_OFF_NOT_DUE: {
    title: "the run does not wait for a sign-off",
    consequence: "nothing happens",
    fix: "see slipway status",
    source: "design: only a break-glass run is signed off",
  },
  SIGN_OFF_BY_SAME_PERSON: {
    title: "whoever broke the glass cannot sign the run off",
    consequence: "nobody else has looked at the run",
    fix: "ask another approver",
    source: "design: break-glass is reviewed by somebody else",
  },
} as const satisfies Record<string, ErrorEntry>;
