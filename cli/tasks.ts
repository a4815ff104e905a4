import { Listr, ListrLogger, ProcessOutput } from "listr2";
import { terminalText } from "./terminal-text.ts";

/** One step that a person can follow. Returns a sentence about how it ended. */
export interface Task {
  readonly title: string;
  readonly run: (say: (line: string) => void) => Promise<string | undefined>;
}

/**
 * Runs tasks in order and stops at the first that throws. On a terminal a live list, elsewhere plain lines on stderr.
 * Colours obey NO_COLOR, which listr2 reads itself.
 */
export async function runTasks(
  tasks: readonly Task[],
  options: { readonly live: NodeJS.WriteStream | undefined; readonly err: (line: string) => void },
): Promise<void> {
  const { live } = options;
  if (live === undefined) return runPlainly(tasks, options.err);
  // progress belongs to stderr: stdout is for results
  const logger = new ListrLogger({ processOutput: new ProcessOutput(live, live) });
  const list = new Listr(
    tasks.map((task) => ({
      title: task.title,
      task: async (_context: unknown, wrapper: { title: string; output: string }) => {
        const outcome = await task.run((line) => {
          wrapper.output = terminalText(line);
        });
        if (outcome !== undefined) wrapper.title = terminalText(`${task.title}: ${outcome}`);
      },
      rendererOptions: { persistentOutput: false, outputBar: 1 },
    })),
    // its own listener would end the process on Ctrl-C, in the middle of an apply
    { exitOnError: true, registerSignalListeners: false, rendererOptions: { collapseErrors: false, showErrorMessage: false, logger } },
  );
  await list.run();
}

async function runPlainly(tasks: readonly Task[], err: (line: string) => void): Promise<void> {
  for (const [index, task] of tasks.entries()) {
    const place = `[${String(index + 1).padStart(2)}/${tasks.length}]`;
    err(`${place} ${task.title} ...`);
    const started = performance.now();
    const outcome = await task.run((line) => err(`        ${line}`));
    err(`${place} ${outcome ?? "done"} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
}
