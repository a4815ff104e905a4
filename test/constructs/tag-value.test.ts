import { tagValue } from "../../constructs/tag-value.ts";

it.each([
  ["chatbot/production", "chatbot/production"],
  ["zone/opsdesk.example", "zone/opsdesk.example"],
  ["ana+ops@opsdesk.example", "ana+ops@opsdesk.example"],
  ["o'brien@opsdesk.example", "o_brien@opsdesk.example"],
  ["${var.x} %{y}", "__var.x_ __y_"],
  ["Zoë Ünal", "Zoë Ünal"],
  ["x".repeat(300), "x".repeat(256)],
])("writes %j as AWS takes it in a tag", (text, expected) => {
  expect(tagValue(text)).toBe(expected);
});
