import { parentPort } from "node:worker_threads";
import { evaluateConfig } from "./load/evaluate.ts";
import type { EvaluateRequest } from "./load/protocol.ts";

// Runs in a thread with an empty environment, so that a config that hangs can be ended and one that looks around finds nothing.

/** A file that comes after slow ones still gets a moment, so that it is not blamed for them. */
const LEAST_TIME_MS = 100;

parentPort?.once("message", ({ scripts, timeLimitMs }: EvaluateRequest) => {
  const deadline = Date.now() + timeLimitMs;
  for (const script of scripts) {
    // one message for each file: what is known survives when the thread has to be ended
    parentPort?.postMessage(evaluateConfig(script, Math.max(LEAST_TIME_MS, deadline - Date.now())));
  }
});
