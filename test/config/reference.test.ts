import { configReference, errorReference } from "../../config/reference.ts";

it.each([
  "| `zoneId` | 32 hex digits in lower case | required |  |",
  "| `mail.ttlSeconds` | whole number from 60 to 86400 | `300` | cache time of every mail record, in seconds |",
  "| `environments.<name>.hosts.<name> (redirect).permanent` | true or false | `true` | 301, which browsers remember, or 302 |",
  "| `environments.<name>.monitors.<name>.intervalSeconds` | `10` or `30` | `30` |  |",
])("says value, default and meaning: %s", (line) => {
  expect(configReference().split("\n")).toContain(line);
});

it("tells each error's whole story, in order", () => {
  const text = errorReference();
  expect(text).toContain("## HOST_TOO_DEEP\n\na host name that the zone's certificate does not cover.\n\n- What happens: ");
  const codes = [...text.matchAll(/^## (\w+)$/gm)].map((match) => match[1]);
  expect(codes).toEqual([...codes].sort());
});
