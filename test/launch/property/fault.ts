/** How the apply of a command goes wrong, once `after` changes of it are done. */
export interface ApplyFault {
  readonly after: number;
  /**
   * terraform dies; the provider refuses one change; this process dies and terraform finishes without it; both die; the backend does not
   * take the state at the end; the provider says that it changed something and did not.
   */
  readonly kind: "terraform-killed" | "provider-error" | "process-killed" | "both-killed" | "state-unsaved" | "provider-lies";
  /** Whether the backend got the state of what was done; a remote one hears of it every 20 seconds only. */
  readonly saved: boolean;
  /** So many of the changes that were under way happened all the same, with nothing but their beginning in the journal. */
  readonly inFlight: number;
}

/** Where in a write the process dies: not a byte of it, half of it (appends only; other writes are whole or nothing), or all of it on disk. */
export interface DeathPoint {
  readonly write: number;
  readonly reached: "none" | "half" | "all";
}

/** The same place by name, for a process that writes in another order: the n-th write to this key. */
export interface NamedDeathPoint {
  readonly key: string;
  readonly nth: number;
  readonly reached: DeathPoint["reached"];
}

/** Thrown where a process would be gone: no code of its own runs after it. */
export class ProcessGone extends Error {}
