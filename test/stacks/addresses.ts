import { readFileSync } from "node:fs";

/** Addresses of every resource, by stack. What stands in here exists, somewhere, in a state. */
export type AddressLedger = Readonly<Record<string, readonly string[]>>;

interface Block {
  readonly from: string;
}

interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly moved?: readonly Block[];
  readonly removed?: readonly Block[];
}

export function readStack(file: string): StackJson {
  return JSON.parse(readFileSync(file, "utf8"));
}

export function addressesOf({ resource = {} }: StackJson): readonly string[] {
  return Object.entries(resource)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .sort();
}

/** Recorded addresses that the stack neither has nor accounts for with a moved or removed block: Terraform would destroy them. */
export function lostAddresses(recorded: readonly string[], stack: StackJson): readonly string[] {
  const accounted = [
    ...addressesOf(stack),
    ...(stack.moved ?? []).map(({ from }) => from),
    ...(stack.removed ?? []).map(({ from }) => from),
  ];
  return recorded.filter((address) => !accounted.includes(address));
}
