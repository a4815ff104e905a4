import type { ErrorEntry } from "../entry.ts";

export const REHEARSAL_CODES = {
  REHEARSAL_REAL_CREDENTIALS: {
    title: "a rehearsal does not start beside real cloud credentials",
    consequence: "one wrong flag away from a rehearsal would be the real thing",
    fix: "start it from a shell without the variables that the message names",
    source: "design: the rehearsal refuses to start while real credentials are in the environment",
  },
  REHEARSAL_PORT_TAKEN: {
    title: "a port that the rehearsal was told to use is taken",
    consequence: "the rehearsal does not start",
    fix: "end the program that listens there, or let the rehearsal take free ports",
    source: "design: every server of the rehearsal listens on loopback, on a free port unless told otherwise",
  },
  REHEARSAL_WORLD_UNREADABLE: {
    title: "the rehearsal's world file cannot be read",
    consequence: "Starting with part of a world would make the rehearsal forget what it has created, so it does not start.",
    fix: "Delete the file to start with an empty world, or put back a copy of it.",
    source: "design: fail closed on a torn record",
  },
  REHEARSAL_OBJECT_ABSENT: {
    title: "the rehearsal's world holds no such object",
    consequence: "A drift of something that is not there would test nothing.",
    fix: "Name an object that the world holds.",
    source: "design: the rehearsal is strict",
  },
  REHEARSAL_OUTSIDE_REFUSED: {
    title: "the rehearsal's world refuses what was to be made outside of Terraform",
    consequence: "A world that no vendor would let exist proves nothing.",
    fix: "Give the object attributes that the vendor accepts.",
    source: "design: whatever the rehearsal accepts, the real provider must accept",
  },
  REHEARSAL_TYPE_UNKNOWN: {
    title: "the rehearsal does not serve this resource type",
    consequence: "Terraform would be told that the provider does not know the type.",
    fix: "Add a row to rehearsal/served.ts, with the rules and the behaviour of the type.",
    source: "design: what the rehearsal does not know it refuses",
  },
  REHEARSAL_BINDINGS_UNREADABLE: {
    title: "a provider's prebuilt bindings have a form that the rehearsal does not know",
    consequence: "The schema derived from them would be a guess, and the rehearsal would accept what the real provider refuses.",
    fix: "Install the versions in package-lock.json with npm ci, or extend rehearsal/schema/derive.ts.",
    source: "design: schemas are derived from the bindings that the constructs compile against",
  },
} as const satisfies Record<string, ErrorEntry>;
