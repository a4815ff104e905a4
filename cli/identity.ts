import { SlipwayError } from "../errors/slipway-error.ts";
import type { Signer } from "../launch/trust/ssh-signature.ts";
import { type CommandInput, type CommandOption, textOption } from "./command.ts";

export const IDENTITY_OPTIONS: readonly CommandOption[] = [
  { flags: "--as <email>", description: "who you are (default: SLIPWAY_AS)" },
  { flags: "--key <file>", description: "your SSH private key, or its .pub when the agent holds it (default: SLIPWAY_KEY)" },
];

/** The person behind a plan or an approval. @throws SlipwayError IDENTITY_MISSING */
export function signerOf({ options, shell }: CommandInput): Signer {
  const id = textOption(options, "as") ?? shell.environment.SLIPWAY_AS;
  const keyFile = textOption(options, "key") ?? shell.environment.SLIPWAY_KEY;
  if (id !== undefined && keyFile !== undefined) return { id, keyFile };
  throw new SlipwayError({
    kind: "config",
    code: "IDENTITY_MISSING",
    where: "command line",
    expected: "who you are and the SSH key you sign with",
    got: [id === undefined ? "no --as" : `--as ${id}`, keyFile === undefined ? "no --key" : `--key ${keyFile}`].join(", "),
    fix: "give --as and --key, or set SLIPWAY_AS and SLIPWAY_KEY",
  });
}
