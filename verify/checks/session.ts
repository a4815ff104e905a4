import type { SessionConfig } from "../../config/schema/session.ts";
import type { Check, Probe, Verdict } from "../check.ts";
import type { HttpAnswer } from "../probes/http.ts";
import { type EnvironmentScope, hostsOf } from "../scope.ts";
import { urlOf } from "./access.ts";

export const SESSION_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "session.cookie",
    source: "launch config, session.cookie; readiness row R3; OWASP ASVS 5.0, 3.3.1 to 3.3.4",
    businessRisk: "a script, a neighbouring host or a page elsewhere takes over somebody's session",
    probes: (scope) => {
      const { session } = scope.environment;
      return session === undefined ? [] : publicPages(scope).map((url) => cookieAt(url, session.cookie));
    },
  },
];

/** Where anybody can look without changing anything: start pages and public routes that only read. */
function publicPages(scope: EnvironmentScope): readonly string[] {
  const open = hostsOf(scope, "web", "api").map(({ name }) => name);
  const routes = scope.environment.routes.filter(
    ({ method, auth, hostName }) => method === "GET" && auth === "public" && open.includes(hostName),
  );
  return [...new Set([...hostsOf(scope, "web").map(({ name }) => `https://${name}/`), ...routes.map(urlOf)])];
}

function cookieAt(url: string, cookie: SessionConfig["cookie"]): Probe {
  return {
    subject: url,
    expected: `${cookie.name}, where it is set, with ${wantedFlags(cookie).join(", ")}`,
    ask: async (net) => judge(await net.get(url), cookie),
  };
}

function judge({ headers }: HttpAnswer, cookie: SessionConfig["cookie"]): Verdict {
  const set = (headers.get("set-cookie") ?? []).filter((line) => line.startsWith(`${cookie.name}=`)).map(flagsOf);
  if (set.length === 0) return { outcome: "not-applicable", got: `an answer that does not set ${cookie.name}` };
  const missing = wantedFlags(cookie).filter((flag) => !set.every((flags) => flags.includes(flag.toLowerCase())));
  const widened = set.flat().filter((flag) => flag.startsWith("domain=") && cookie.name.startsWith("__Host-"));
  if (missing.length === 0 && widened.length === 0) return { outcome: "pass", got: `${cookie.name} with all of them` };
  // never the value
  return {
    outcome: "fail",
    got: [`${cookie.name}`, ...missing.map((flag) => `without ${flag}`), ...widened.map((flag) => `with ${flag}`)].join(" "),
  };
}

/** Attributes in lower case, without the cookie's own name and value. Source: RFC 6265 section 5.2. */
function flagsOf(line: string): readonly string[] {
  return line
    .split(";")
    .slice(1)
    .map((part) => part.trim().toLowerCase());
}

/** Source: RFC 6265bis, section 4.1.3: a name with __Host- is only taken with Secure, Path=/ and no Domain. */
function wantedFlags({ name, secure, httpOnly, sameSite }: SessionConfig["cookie"]): readonly string[] {
  return [
    ...(secure ? ["Secure"] : []),
    ...(httpOnly ? ["HttpOnly"] : []),
    `SameSite=${sameSite.charAt(0).toUpperCase()}${sameSite.slice(1)}`,
    ...(name.startsWith("__Host-") ? ["Path=/"] : []),
  ];
}
