import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../config/package-root.ts";

export interface BenchProject {
  readonly dir: string;
  readonly remove: () => void;
}

/** The repository's account and zone with a launch of so many hosts, each of them one proxied record. */
export function projectWithHosts(hosts: number): BenchProject {
  const dir = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const from = join(packageRoot(), "config");
  mkdirSync(join(dir, "config/launches"), { recursive: true });
  cpSync(join(from, "account.ts"), join(dir, "config/account.ts"));
  cpSync(join(from, "zones"), join(dir, "config/zones"), { recursive: true });
  cpSync(join(from, "dns.lock.json"), join(dir, "config/dns.lock.json"));
  writeFileSync(join(dir, "config/launches/wide.ts"), wideLaunch(hosts));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

function wideLaunch(hosts: number): string {
  const web = Array.from(
    { length: hosts - 1 },
    (_, index) => `w${index}: { kind: "web", name: "w${index}.opsdesk.example", origin: "o${index}.opsdesk-origin.example" },`,
  );
  return `import { defineLaunch } from "slipway/config";
export default defineLaunch({
  name: "wide",
  product: "many hosts",
  people: { owner: "ana@opsdesk.example", approvers: [{ id: "ben@opsdesk.example", sshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINWCVINSPbNHy8wKgQ8zBDSuMqWibcuCEsN97wQKIv9/ ben" }] },
  routes: { health: { method: "GET", host: "api", path: "/healthz", auth: "public", publicReason: "uptime checks read it", limit: "default" } },
  environments: {
    production: {
      zone: "opsdesk.example",
      hosts: { api: { kind: "api", name: "api.opsdesk.example", origin: "api.opsdesk-origin.example" }, ${web.join("\n")} },
      target: { kind: "existing-origin" },
      health: { host: "api", path: "/healthz", contains: "ok", alertChannel: "oncall" },
    },
  },
});
`;
}

export function projectWithRepositoryConfigs(): BenchProject {
  const dir = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const from = join(packageRoot(), "config");
  for (const part of ["account.ts", "zones", "launches", "dns.lock.json"])
    cpSync(join(from, part), join(dir, "config", part), { recursive: true });
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
