/** What a config file says, before anybody has checked it. */
export interface RawConfig {
  /** Relative to the project, with forward slashes; starts the `where` of every message. */
  readonly file: string;
  readonly data: unknown;
}

/** A module for a worker target, as it lies in config/workers. */
export interface RawScript {
  /** Without the folder. */
  readonly name: string;
  readonly content: string;
}

export interface RawConfigs {
  readonly account: RawConfig;
  readonly zones: readonly RawConfig[];
  readonly launches: readonly RawConfig[];
  /** The DNS lock; absent when the project has none. */
  readonly lock?: RawConfig;
  /** What `slipway adopt` wrote, one file a stack. */
  readonly adopted?: readonly RawConfig[];
  /** Absent when the project has none. */
  readonly workers?: readonly RawScript[];
}
