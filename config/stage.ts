/** How far a launch has come: its secret slots, all of it under preview names, the names that the public uses. */
export const STAGES = ["slots", "prepare", "live"] as const;
export type Stage = (typeof STAGES)[number];

/** By target of an environment; one that is not in it is live. */
export type Stages = ReadonlyMap<string, Stage>;

export const EVERYTHING_LIVE: Stages = new Map();
