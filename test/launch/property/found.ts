import type { ApplyFault } from "./fault.ts";
import type { Sequence } from "./sequence.ts";

const KILLED: ApplyFault = { after: 0, kind: "terraform-killed", saved: false, inFlight: 0 };

/** Sequences that broke a promise once. */
export const FOUND: readonly { readonly what: string; readonly sequence: Sequence }[] = [
  {
    what: "a recovery waits while the zone goes on without it",
    sequence: {
      isLaunched: true,
      steps: [
        {
          kind: "rollback",
          target: "portal/production",
          to: undefined,
          signed: true,
          accepting: false,
          fault: { ...KILLED, inFlight: 1 },
        },
        { kind: "recover", target: "portal/production", through: false, accepting: false },
        {
          kind: "launch",
          target: "zone/opsdesk.example",
          wanted: { rules: {}, things: {}, keep: undefined, interval: 30 },
          withWayBack: false,
          probed: true,
          accepting: false,
        },
      ],
    },
  },
  {
    what: "a replacement is cut short and a remote state never hears of it",
    sequence: {
      isLaunched: true,
      steps: [
        {
          kind: "launch",
          target: "chatbot/production",
          wanted: { rules: {}, things: { queue: 1, store: 1 }, keep: "store", interval: 10 },
          withWayBack: false,
          probed: true,
          accepting: false,
          fault: { ...KILLED, after: 2, inFlight: 1 },
        },
        { kind: "recover", target: "chatbot/production", through: false, accepting: false },
      ],
    },
  },
];
