import type { SessionConfig } from "../../config/schema/session.ts";
import type { Check, Probe } from "../check.ts";
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
      return session === undefined ? [] : [cookieOn(publicPages(scope), session.cookie)];
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

function cookieOn(urls: readonly string[], cookie: SessionConfig["cookie"]): Probe {
  return {
    subject: `cookie ${cookie.name}`,
    expected: `wherever it is set, with ${wantedFlags(cookie).join(", ")}`,
    ask: async (net) => {
      const answers = await Promise.all(urls.map(async (url) => ({ url, set: cookiesOf(await net.get(url), cookie) })));
      const setting = answers.filter(({ set }) => set.length > 0);
      if (setting.length === 0) return { outcome: "not-applicable", got: `none of ${urls.length} public answers sets it` };
      const faults = setting.flatMap(({ url, set }) => faultsOf(set, cookie).map((fault) => `${url} sets it ${fault}`));
      if (faults.length > 0) return { outcome: "fail", got: faults.join("; ") };
      return { outcome: "pass", got: `set by ${setting.map(({ url }) => url).join(", ")}` };
    },
  };
}

/** Each time that the answer sets it: its flags, and never its value. */
function cookiesOf({ headers }: HttpAnswer, { name }: SessionConfig["cookie"]): readonly (readonly string[])[] {
  return (headers.get("set-cookie") ?? []).filter((line) => line.startsWith(`${name}=`)).map(flagsOf);
}

function faultsOf(set: readonly (readonly string[])[], cookie: SessionConfig["cookie"]): readonly string[] {
  const missing = wantedFlags(cookie).filter((flag) => !set.every((flags) => flags.includes(flag.toLowerCase())));
  const widened = set.flat().filter((flag) => flag.startsWith("domain=") && cookie.name.startsWith("__Host-"));
  return [...missing.map((flag) => `without ${flag}`), ...widened.map((flag) => `with ${flag}`)];
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
