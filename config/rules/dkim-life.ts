import { daysSince, LONG_DRAINING_DAYS, MIN_DRAINING_DAYS } from "../../mail/dkim/life.ts";
import { mistake, type Rule, type World } from "./world.ts";

/** A key is revoked only after the last message under it has arrived. */
export const keysDrain: Rule = (world) =>
  dated(world).flatMap(({ place, state, day, days }) => {
    if (days >= (state === "revoked" ? MIN_DRAINING_DAYS : 0)) return [];
    return mistake(place, [], {
      code: "DKIM_DRAINS_TOO_SHORT",
      expected: state === "revoked" ? `a day at least ${MIN_DRAINING_DAYS} days ago` : "a day that has come",
      got: day,
      fix: state === "revoked" ? 'leave the state at "draining" until then' : "keep the key with its sender until then",
    });
  });

export const keysDrainLong: Rule = (world) =>
  dated(world).flatMap(({ place, state, days }) => {
    if (state !== "draining" || days <= LONG_DRAINING_DAYS) return [];
    return mistake(place, [], {
      code: "DKIM_DRAINS_TOO_LONG",
      expected: `a key that drains for at most ${LONG_DRAINING_DAYS} days`,
      got: `${days} days`,
      fix: 'set the state to "revoked"',
    });
  });

function dated({ configs, now }: World) {
  if (now === undefined) return [];
  return configs.zones.flatMap(({ file, config }) =>
    config.mail.idleKeys.flatMap((key, index) => {
      if (key.state === "prepublish") return [];
      const [field, day] = key.state === "draining" ? ["since", key.since] : ["drainingSince", key.drainingSince];
      const place = { file, path: ["mail", "idleKeys", String(index), field] };
      return [{ place, state: key.state, day, days: daysSince(day, now) }];
    }),
  );
}
