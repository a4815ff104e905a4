import { resolve } from "node:path";
import type { CommandInput } from "./command.ts";

export function projectDir({ global, shell }: CommandInput): string {
  return resolve(shell.workingDirectory, global.dir);
}
