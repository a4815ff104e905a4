import { lit } from "../../constructs/lit.ts";

it.each([
  ["https://${1}", "https://$${1}"],
  ["%{ if true }", "%%{ if true }"],
  ["already $${1}", "already $$${1}"],
  ["$$$${1}", "$$$$${1}"],
  ["${a}${b}", "$${a}$${b}"],
  ["100 % of $5, {x}", "100 % of $5, {x}"],
  ["$&", "$&"],
  ["", ""],
])("makes %j safe for Terraform as %j", (text, expected) => {
  expect(lit(text)).toBe(expected);
});
