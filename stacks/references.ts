/** Into an attribute, and on into lists of one object that providers call blocks. */
const ATTRIBUTE = "(?!ephemeral\\.)[a-z][a-z0-9_]*\\.[A-Za-z0-9_-]+\\.[a-z0-9_]+(\\[\\d+\\]\\.[a-z0-9_]+)*";
/** A set has no order, so its one element is reached through a list. */
const ELEMENT = `tolist\\(${ATTRIBUTE}\\)\\.\\d+\\.[a-z0-9_]+`;

/** A value of another resource of the same stack, as it is or without the dot that a name ends in: what may be interpolated anywhere. */
const REFERENCE = new RegExp(`^(${ATTRIBUTE}|${ELEMENT}|trimsuffix\\((${ATTRIBUTE}|${ELEMENT}), "\\."\\))$`);

/** Whether an interpolation takes a value from nowhere but this stack. */
export function isReference(inside: string): boolean {
  return REFERENCE.test(inside);
}
