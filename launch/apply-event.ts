import type { StackOutcome } from "./ledger/ledger.ts";

/** What an apply tells while it runs. `message` is one line for people; it holds names and addresses, never a value. */
export type ApplyEvent = { readonly stack: string; readonly message: string } & (
  | { readonly kind: "replanning" }
  | { readonly kind: "carried-over" }
  | { readonly kind: "monitor-seen" }
  | { readonly kind: "stack-started"; readonly pid: number }
  | { readonly kind: "resource"; readonly address: string; readonly step: "started" | "done" | "failed" }
  | { readonly kind: "state-unsaved" }
  | { readonly kind: "stack-ended"; readonly outcome: StackOutcome["outcome"] }
  | { readonly kind: "secret-restored" }
  | { readonly kind: "second-plan"; readonly leftovers: readonly string[] }
);
