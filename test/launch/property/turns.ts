import type { RunStore } from "../../../launch/store/store.ts";

/** Two stores of one run store whose operations wait for their turn, so that one schedule always gives the same interleaving. */
export function takingTurns(turns: readonly boolean[]): (store: RunStore, isFirst: boolean) => RunStore {
  const waiting: { readonly isFirst: boolean; readonly go: () => void }[] = [];
  let [next, isDue] = [0, false];
  const letOneGo = (): void => {
    isDue = false;
    const wanted = turns[next % turns.length] ?? true;
    next += 1;
    const index = Math.max(
      0,
      waiting.findIndex(({ isFirst }) => isFirst === wanted),
    );
    waiting.splice(index, 1)[0]?.go();
    if (waiting.length > 0) due();
  };
  // everything that can run until it needs the store runs before the choice is made
  const due = (): void => {
    if (isDue) return;
    isDue = true;
    setImmediate(letOneGo);
  };
  return (store, isFirst) => {
    const turn = async (): Promise<void> =>
      await new Promise((go) => {
        waiting.push({ isFirst, go });
        due();
      });
    const after =
      <Args extends readonly unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        await turn();
        return await work(...args);
      };
    const { local } = store;
    return {
      ...store,
      local: { ...local, read: after(local.read), write: after(local.write), remove: after(local.remove), folder: after(local.folder) },
      read: after(store.read),
      readBytes: after(store.readBytes),
      list: after(store.list),
      write: after(store.write),
      create: after(store.create),
      swap: after(store.swap),
      keepFile: after(store.keepFile),
      remove: after(store.remove),
    };
  };
}
