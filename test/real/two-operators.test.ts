import { type AwsBench, openAwsBench, type RealParts, startRealParts } from "./aws-bench.ts";

const STACK = "chatbot-production";

let parts: RealParts;
let first: AwsBench;
let second: AwsBench;
beforeAll(async () => {
  parts = await startRealParts();
});
afterAll(async () => await parts?.close());
beforeEach(async () => {
  first = await openAwsBench(parts);
});
afterEach(async () => {
  await second?.close();
  await first?.close();
});

const valued = (value: string) => [
  first.stack(STACK, { aws_ssm_parameter: { url: { name: "/chatbot/url", type: "String", insecure_value: value } } }),
];

it("lets one of two operators through, and tells the other who is at work since when", async () => {
  await first.launched(valued("https://v1.example.com"));
  second = await openAwsBench(parts, first); // another machine, the same state
  const [mine, theirs] = [await first.planned(valued("https://v2.example.com")), await second.planned(valued("https://v3.example.com"))];

  let refused: unknown;
  first.gateway.hook = async ({ action, when }) => {
    if (!action.startsWith("PutParameter") || when !== "before" || refused !== undefined) return;
    refused = await second.bench.apply(theirs, { terraform: second.terraform }).catch((error: unknown) => error);
  };
  await first.bench.apply(mine, { terraform: first.terraform });
  const lock = /^held by \S+@\S+ for OperationTypeApply, since \d{4}-\d\d-\d\d .* UTC, lock [0-9a-f-]{36}$/;
  expect(refused).toMatchObject({ parts: { kind: "refused", code: "STATE_LOCKED", got: expect.stringMatching(lock) } });

  // once the way is free, what was approved rests on a state that is no more
  await expect(second.bench.apply(theirs, { terraform: second.terraform })).rejects.toMatchObject({ parts: { kind: "refused" } });
  expect(second.gateway.done.filter((action) => action.startsWith("PutParameter"))).toEqual([]);
  expect(await first.bucket.lock(STACK)).toBeUndefined();
  expect(await first.idsInStates(STACK)).toEqual(["aws_ssm_parameter /chatbot/url"]);
  expect(await first.account.ids()).toEqual(["aws_ssm_parameter /chatbot/url"]);
});
