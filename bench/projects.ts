import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject } from "../cli/project.ts";
import type { ZoneModel } from "../config/model.ts";
import { packageRoot } from "../config/package-root.ts";
import type { DnsLock } from "../mail/dns/lock.ts";

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

/** A zone for each launch, and a launch of so many hosts in each zone. */
export function projectWithLaunches(launches: number, hosts: number): BenchProject & { readonly domains: readonly string[] } {
  const dir = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  for (const part of ["zones", "launches"]) mkdirSync(join(dir, "config", part), { recursive: true });
  cpSync(join(packageRoot(), "config/account.ts"), join(dir, "config/account.ts"));
  const domains = Array.from({ length: launches }, (_, index) => `shop${index}.example`);
  for (const [index, domain] of domains.entries()) {
    writeFileSync(join(dir, `config/zones/${domain}.ts`), plainZone(domain, index));
    writeFileSync(join(dir, `config/launches/shop${index}.ts`), wideLaunch(hosts, `shop${index}`, domain));
  }
  return { dir, domains, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** The names that a launch of `projectWithLaunches` publishes, without the domain. */
export function hostLabels(hosts: number): readonly string[] {
  return ["api", ...Array.from({ length: hosts - 1 }, (_, index) => `w${index}`)];
}

function plainZone(domain: string, index: number): string {
  return `import { defineZone } from "slipway/config";
export default defineZone({
  domain: "${domain}",
  zoneId: "${index.toString(16).padStart(32, "0")}",
  plan: "business",
  tls: { mode: "strict", hsts: { maxAgeSeconds: 31_536_000 } },
  records: { mx: { type: "A", name: "mx.${domain}", address: "198.51.99.25", proxied: false } },
  mail: { mx: [{ host: "mx.${domain}", priority: 10 }], senders: [], spfAll: "fail", dmarc: { policy: "reject", reportTo: ["dmarc@${domain}"] } },
  people: { owner: "ana@opsdesk.example", approvers: [{ id: "ben@opsdesk.example", sshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINWCVINSPbNHy8wKgQ8zBDSuMqWibcuCEsN97wQKIv9/ ben" }] },
});
`;
}

function wideLaunch(hosts: number, launch = "wide", domain = "opsdesk.example"): string {
  const web = Array.from(
    { length: hosts - 1 },
    (_, index) => `w${index}: { kind: "web", name: "w${index}.${domain}", origin: "o${index}.opsdesk-origin.example" },`,
  );
  return `import { defineLaunch } from "slipway/config";
export default defineLaunch({
  name: "${launch}",
  product: "many hosts",
  people: { owner: "ana@opsdesk.example", approvers: [{ id: "ben@opsdesk.example", sshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINWCVINSPbNHy8wKgQ8zBDSuMqWibcuCEsN97wQKIv9/ ben" }] },
  routes: { health: { method: "GET", host: "api", path: "/healthz", auth: "public", publicReason: "uptime checks read it", limit: "default" } },
  environments: {
    production: {
      zone: "${domain}",
      hosts: { api: { kind: "api", name: "api.${domain}", origin: "api.opsdesk-origin.example" }, ${web.join("\n")} },
      target: { kind: "existing-origin" },
      monitors: { health: { kind: "api-health", via: "route53", host: "api", path: "/healthz", contains: "ok" } },
      alerts: { channels: ["oncall"] },
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

/** The repository's own configs, checked, with their DNS lock. */
export async function repositoryProject(target: string): Promise<{ readonly zone: ZoneModel; readonly lock: DnsLock }> {
  const { model, lock } = await openProject(packageRoot());
  const zone = model.zones.get(target);
  if (zone === undefined) throw new Error(`the configs declare no ${target}`);
  return { zone, lock };
}
