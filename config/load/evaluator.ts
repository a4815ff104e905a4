import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../package-root.ts";
import type { ConfigScript, EvaluateRequest, LoadedFile } from "./protocol.ts";

/** The worker ends slow scripts itself; this much later it is ended from outside. */
const GRACE_MS = 1_000;

/** A config is small; one that needs more memory than this never ends. */
const MEMORY_LIMIT_MB = 256;

export interface Evaluator {
  /** Answers in the order of the scripts. A script that hangs or exhausts memory ends the thread: those after it are not reached. */
  readonly evaluate: (scripts: readonly ConfigScript[], timeLimitMs: number) => Promise<LoadedFile[]>;
  readonly stop: () => Promise<void>;
}

/** Starts the thread at once, so that it is ready when the configs are compiled. */
export function startEvaluator(): Evaluator {
  const worker = new Worker(join(packageRoot(), "dist/config/load-worker.js"), {
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  return {
    evaluate: (scripts, timeLimitMs) => evaluate(worker, { scripts, timeLimitMs }),
    stop: async () => {
      await worker.terminate();
    },
  };
}

function evaluate(worker: Worker, request: EvaluateRequest): Promise<LoadedFile[]> {
  return new Promise((resolve, reject) => {
    const loaded: LoadedFile[] = [];
    const finish = (): void => {
      clearTimeout(timer);
      resolve(loaded);
    };
    const giveUp = (): void => {
      const stuck = request.scripts[loaded.length];
      if (stuck !== undefined) loaded.push({ file: stuck.file, ok: false, problems: [{ kind: "timeout" }] });
      finish();
    };
    const timer = setTimeout(giveUp, request.timeLimitMs + GRACE_MS);
    worker.on("message", (each: LoadedFile) => {
      loaded.push(each);
      if (loaded.length === request.scripts.length) finish();
    });
    worker.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") return giveUp();
      clearTimeout(timer);
      reject(error);
    });
    if (request.scripts.length === 0) return finish();
    worker.postMessage(request);
  });
}
