import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { SessionConfig } from "../schema/session.ts";
import { mistake, type Place, type Rule, type World } from "./world.ts";

export const sessionsDeclared: Rule = ({ configs }) =>
  configs.launches.flatMap(({ file, config }) => {
    const needing = Object.entries(config.routes).flatMap(([key, { auth }]) => (auth === "session" ? [key] : []));
    if (needing.length === 0 || config.session !== undefined) return [];
    return mistake({ file, path: ["session"] }, [], {
      code: "SESSION_UNDECLARED",
      expected: `how sessions end and what their cookie is, for the routes ${needing.join(", ")}`,
      got: "nothing",
      fix: "add session with idleMinutes, absoluteHours and cookie",
    });
  });

/**
 * Bounds both ways. The most of both: NIST SP 800-63B-4, section 2.2.3, for a second factor. The least: nobody finishes a form in less,
 * and who is thrown out at random writes to support.
 */
const IDLE_MINUTES = { least: 10, most: 60 };
const ABSOLUTE_HOURS = { least: 1, most: 24 };

export const sessionBounds: Rule = (world) =>
  eachSession(world, (place, { idleMinutes, absoluteHours }) => {
    const outside = (field: string, got: number, { least, most }: { readonly least: number; readonly most: number }, unit: string) =>
      got >= least && got <= most
        ? []
        : [
            mistake(place, [field], {
              code: "SESSION_OUT_OF_BOUNDS",
              expected: `${least} to ${most} ${unit}`,
              got: String(got),
              fix: got < least ? "give people time to finish" : "let sessions that are forgotten end sooner",
            }),
          ];
    return [
      ...outside("idleMinutes", idleMinutes, IDLE_MINUTES, "minutes"),
      ...outside("absoluteHours", absoluteHours, ABSOLUTE_HOURS, "hours"),
    ];
  });

export const sessionCookies: Rule = (world) =>
  eachSession(world, (place, { cookie }) => {
    const faults: readonly (readonly [keyof typeof cookie, boolean, string])[] = [
      ["name", !/^__(Host|Secure)-./.test(cookie.name), "a name that begins with __Host-, or with __Secure- where several hosts share it"],
      ["secure", !cookie.secure, "true: over plain HTTP anybody on the way reads it"],
      ["httpOnly", !cookie.httpOnly, "true: a script in the page reads it otherwise"],
      ["sameSite", cookie.sameSite === "none", '"lax" or "strict": other sites send it along otherwise'],
    ];
    return faults.flatMap(([field, isWrong, expected]) =>
      isWrong
        ? [
            mistake(place, ["cookie", field], {
              code: "SESSION_COOKIE_WEAK",
              expected,
              got: JSON.stringify(cookie[field]),
              fix: "change it in the application, then here",
            }),
          ]
        : [],
    );
  });

function eachSession({ configs }: World, judge: (place: Place, session: SessionConfig) => SlipwayError[]): SlipwayError[] {
  return configs.launches.flatMap(({ file, config: { session } }) =>
    session === undefined ? [] : judge({ file, path: ["session"] }, session),
  );
}
