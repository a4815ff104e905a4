import { SlipwayError } from "../errors/slipway-error.ts";
import type { RunStore } from "../launch/store/store.ts";

/** The one run whose id begins so, which may be the whole id. @throws SlipwayError RUN_ID_UNCLEAR */
export async function findRunId(store: RunStore, beginning = ""): Promise<string> {
  const fitting = (await store.list("runs")).filter((id) => beginning !== "" && id.startsWith(beginning));
  const [id] = fitting;
  if (id !== undefined && fitting.length === 1) return id;
  throw new SlipwayError({
    kind: "config",
    code: "RUN_ID_UNCLEAR",
    where: "run",
    expected: "the id of one run, or its beginning",
    got:
      fitting.length > 1
        ? `${JSON.stringify(beginning)}, which fits ${fitting.length} runs`
        : `${JSON.stringify(beginning)}, which fits none`,
    fix: "list the runs with slipway history",
  });
}
