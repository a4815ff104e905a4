import { keep } from "../../cli/commands/secret-make.ts";

const SECRET = ["told", "once"].join("-");
const secrets = {
  find: async () => undefined,
  restore: async () => undefined,
  put: async () => {
    throw new Error(`AccessDenied for ${SECRET}`);
  },
};

it.each([
  ["it was deleted again", async () => undefined],
  ["delete it by hand: 0x4AAAkey", async () => Promise.reject(new Error("gone"))],
])("takes back what was made when its slot refuses the secret: %s", async (left, undo) => {
  const error = await keep({ secrets }, "arn:slot", "eu-west-1", { secret: SECRET, shown: { sitekey: "0x4AAAkey" }, undo }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ parts: { code: "SECRET_NOT_KEPT", got: expect.stringContaining(left) } });
  expect(String(error)).not.toContain(SECRET);
});
