import { badChange, moveOrigin } from "../../cli/rehearsal-changes.ts";
import { storyTasks } from "../../cli/rehearsal-story.ts";
import { checkConfigs } from "../../config/check.ts";
import { loadConfigs } from "../../config/load.ts";
import type { RawConfigs } from "../../config/raw.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";

const codesOf = (raw: RawConfigs) => checkConfigs(raw).errors.map(({ parts }) => parts.code);

async function production(target = "chatbot/production") {
  const loaded = await loadConfigs(process.cwd());
  if (!loaded.ok) throw loaded.errors[0];
  const environment = checkConfigs(loaded.raw).model?.environments.get(target);
  if (environment === undefined) throw new Error(`the repository's configs have no ${target}`);
  return { raw: loaded.raw, environment };
}

describe("the changes that a rehearsal makes", () => {
  it("makes a redirect loop that check refuses", async () => {
    const { raw, environment } = await production();
    const bad = badChange(raw, environment);
    expect(bad.code).toBe("REDIRECT_LOOP");
    expect(codesOf(bad.raw)).toEqual(["REDIRECT_LOOP", "REDIRECT_LOOP"]);
  });

  it("makes a host that fetches from itself where nothing redirects, which check refuses", async () => {
    const { raw, environment } = await production("chatbot/staging");
    const bad = badChange(raw, environment);
    expect(bad.code).toBe("ORIGIN_LOOP");
    expect(codesOf(bad.raw)).toEqual(["RECORD_CNAME_LOOP", "ORIGIN_LOOP"]);
  });

  it("moves the watched host's origin and nothing else, which check lets through", async () => {
    const { raw, environment } = await production();
    const { errors, model } = checkConfigs(moveOrigin(raw, environment, "broken.chatbot-origin.example"));
    expect(errors).toEqual([]);
    const moved = model?.environments.get("chatbot/production");
    const differing = environment.records.filter(
      (record) => JSON.stringify(record) !== JSON.stringify(moved?.records.find(({ key }) => key === record.key)),
    );
    expect(differing.map(({ name }) => name)).toEqual(["api.opsdesk.example"]);
  });
});

it("breaks the story when a gate lets something through", async () => {
  const { raw, environment } = await production();
  const { model } = checkConfigs(raw);
  if (model === undefined) throw new Error("the repository's configs have mistakes");
  // a check that finds nothing wrong with the loop: the changed configs are the good ones again
  const story = {
    raw: { ...raw, launches: [] },
    model,
    modelAt: () => model,
    passSeconds: () => undefined,
    environment,
    site: { edgeRules: () => [] },
    brokenOrigin: "broken.example",
    commit: { sha: undefined, authors: [], dirty: false },
    now: () => new Date(0),
    onReview: () => undefined,
  };
  const loop = storyTasks({ ...story, site: Object.assign(Object.create(null), story.site) }).find(({ title }) =>
    title.startsWith("Bad change"),
  );
  const refusal = await loop?.run(() => undefined).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SlipwayError);
  expect(refusal).toMatchObject({ parts: { code: "REHEARSAL_STORY_BROKEN", kind: "unverified" } });
});
