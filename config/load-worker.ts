import { parentPort } from "node:worker_threads";
import { createRealm, evaluateConfig } from "./load/evaluate.ts";
import type { EvaluateRequest } from "./load/protocol.ts";

// Runs in a thread with an empty environment, so that a config that hangs can be ended and one that looks around finds nothing.

/** A file that comes after slow ones still gets a moment, so that it is not blamed for them. */
const LEAST_TIME_MS = 100;

// made at once: the compiler is still busy when the thread starts
let realm = createRealm();

parentPort?.once("message", ({ scripts, timeLimitMs }: EvaluateRequest) => {
  const deadline = Date.now() + timeLimitMs;
  for (const script of scripts) {
    const loaded = evaluateConfig(realm, script, Math.max(LEAST_TIME_MS, deadline - Date.now()));
    // what hung may hang on in the realm's queue of promises
    if (!loaded.ok) realm = createRealm();
    // one message for each file: what is known survives when the thread has to be ended
    parentPort?.postMessage(loaded);
  }
});
