import { hostname } from "node:os";
import { isDead, isVisible, thisProcess } from "../../../launch/terraform/host.ts";

it("sees itself, alive", () => {
  expect(isVisible(thisProcess())).toBe(true);
  expect(isDead(thisProcess())).toBe(false);
});

it.each([
  ["another host", { host: "ci-runner-7", pid: process.pid }],
  ["another machine or container of the same name", { host: hostname(), machine: "000000000000", pid: 2 ** 22 + 1 }],
])("never says of %s that its process is gone", (_, place) => {
  expect([isVisible(place), isDead(place)]).toEqual([false, false]);
});
