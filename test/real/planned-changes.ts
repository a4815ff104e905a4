/** What a plan would do, and which attributes it is about. */
export interface Change {
  readonly type: string;
  readonly actions: string;
  readonly attributes: readonly string[];
}

interface PlannedChange {
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: Readonly<Record<string, unknown>> | undefined;
  };
}

/** @param json of `terraform show -json` of a saved plan */
export function changesIn(json: string): readonly Change[] {
  const plan: { readonly resource_changes?: readonly PlannedChange[] } = JSON.parse(json);
  return (plan.resource_changes ?? [])
    .filter(({ change }) => change.actions.join() !== "no-op")
    .map(({ type, change: { actions, before, after, after_unknown: unknown } }) => ({
      type,
      actions: actions.join(),
      attributes: Object.keys({ ...before, ...after }).filter(
        (name) => unknown?.[name] !== true && JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
      ),
    }));
}

/** `<type> <attribute>`, each once, sorted. */
export function attributesOf(changes: readonly Change[]): readonly string[] {
  return [...new Set(changes.flatMap(({ type, attributes }) => attributes.map((name) => `${type} ${name}`)))].sort();
}
