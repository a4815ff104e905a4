import { watchLines } from "../../cli/watch-lines.ts";

it("lays out who notices what, how soon, and what nobody would", () => {
  const waiver = {
    of: "errors" as const,
    reason: "the tracker is bought next week",
    requester: "ana@shop.example",
    approver: "ben@shop.example",
    expires: "2026-12-01",
  };
  const seen = { outage: "api-down", breaks: "the API is down", wanted: "", seenBy: ["health"], unseenBy: [] };
  expect(
    watchLines({
      coverage: [
        { kind: "home", because: "", monitors: [] },
        { kind: "api-health", because: "", monitors: ["health", "origin"] },
        { kind: "errors", because: "", monitors: [], waiver },
      ],
      detection: [{ key: "health", kind: "api-health", seconds: 270, sum: "" }],
      blindSpots: [seen, { ...seen, outage: "pages-down", breaks: "the pages are down", seenBy: [], unseenBy: ["health"] }],
    }),
  ).toEqual([
    "watched by:",
    "  home        nobody",
    "  api-health  health within 5 min, origin",
    "  errors      waived until 2026-12-01",
    "  unseen: the pages are down",
  ]);
});

it("says nothing where nothing is watched and nothing has to be", () => {
  expect(watchLines({ coverage: [], detection: [], blindSpots: [] })).toEqual([]);
});
