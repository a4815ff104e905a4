import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { CorsConfig } from "../schema/cors.ts";
import { type HostPlace, mistake, type Rule } from "./world.ts";

const EVERY_ORIGIN = "*";

/** Browsers compare origins byte by byte. Source: RFC 6454 section 6.2; Fetch Standard, section 4.10 (checked 2026-11-25). */
export const corsOriginForms: Rule = ({ hosts }) =>
  eachCors(hosts, (place, { origins }) =>
    origins.flatMap((origin, index) => {
      const fault = faultOf(origin, origins.length);
      if (fault === undefined) return [];
      return [
        mistake(place, ["cors", "origins", String(index)], {
          code: "CORS_ORIGIN_WRONG",
          expected: "one https origin, scheme and host alone",
          got: `${JSON.stringify(origin)}, ${fault}`,
          fix: "write each origin in full, such as https://app.example.com",
        }),
      ];
    }),
  );

function faultOf(origin: string, count: number): string | undefined {
  if (origin === EVERY_ORIGIN) return count === 1 ? undefined : "which makes the others pointless";
  if (origin === "null") return "which sandboxed frames and local files of anybody send";
  if (origin.includes("*")) return "which no browser sends: origins know no wildcards";
  if (!URL.canParse(origin)) return "which is no address";
  const { protocol, origin: serialized } = new URL(origin);
  if (protocol !== "https:") return "whose pages anybody on the way can change";
  return serialized === origin ? undefined : `which a browser sends as ${serialized}`;
}

export const corsClosed: Rule = ({ hosts }) =>
  eachCors(hosts, (place, { origins, credentials }) => {
    if (origins.length > 1 || !origins.includes(EVERY_ORIGIN)) return [];
    const { routes } = place.environment.launch;
    const guarded = Object.entries(routes).find(([, route]) => route.host === place.key && route.auth !== "public");
    if (!credentials && guarded === undefined) return [];
    return [
      mistake(place, ["cors", "origins"], {
        code: "CORS_OPEN",
        expected: `the origins that call this host, because ${credentials ? "credentials are sent along" : `the route ${guarded?.[0]} needs a ${guarded?.[1].auth}`}`,
        got: '"*"',
        fix: "list each origin",
      }),
    ];
  });

/** With a cors section the edge writes these itself. */
export const corsOnce: Rule = ({ hosts }) =>
  hosts.flatMap((place) => {
    const { host } = place;
    if (host.kind === "redirect" || host.cors === undefined) return [];
    return Object.keys(host.headers)
      .filter((name) => name.startsWith("access-control-"))
      .map((name) =>
        mistake(place, ["headers", name], {
          code: "HEADER_SET_TWICE",
          expected: "CORS in one place",
          got: `${name} beside the cors section`,
          fix: "remove it and say it in cors",
        }),
      );
  });

function eachCors(hosts: readonly HostPlace[], judge: (place: HostPlace, cors: CorsConfig) => SlipwayError[]): SlipwayError[] {
  return hosts.flatMap((place) => (place.host.kind === "redirect" || place.host.cors === undefined ? [] : judge(place, place.host.cors)));
}
