/** Into an attribute, and on into lists of one object that providers call blocks. */
const ATTRIBUTE = "(?!ephemeral\\.)[a-z][a-z0-9_]*\\.[A-Za-z0-9_-]+\\.[a-z0-9_]+(\\[\\d+\\]\\.[a-z0-9_]+)*";
/** A set has no order, so its one element is reached through a list. */
const ELEMENT = `tolist\\(${ATTRIBUTE}\\)\\.\\d+\\.[a-z0-9_]+`;

/** A value of another resource of the same stack, as it is or without the dot that a name ends in: what may be interpolated anywhere. */
const REFERENCE = new RegExp(`^(${ATTRIBUTE}|${ELEMENT}|trimsuffix\\((${ATTRIBUTE}|${ELEMENT}), "\\."\\))$`);
/** What a resource has to be like once it is there: equal to a text that the plan shows. */
const EXPECTATION = /^self\.[a-z0-9_]+ == "[A-Za-z0-9+/=._-]*"$/;

/** Whether an interpolation takes a value from nowhere but this stack, at a place where it may. */
export function isReference(inside: string, path: readonly string[]): boolean {
  return REFERENCE.test(inside) || (path.includes("postcondition") && path.at(-1) === "condition" && EXPECTATION.test(inside));
}
