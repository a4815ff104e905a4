// biome-ignore-all lint/performance/noBarrelFile: naming the provider package in one place is what this file is for
// The only file that names the Cloudflare bindings. Deep imports: the package root costs over a second and 170 MB at start.
export { DnsRecord, type DnsRecordData } from "@cdktf/provider-cloudflare/lib/dns-record";
export { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
export { Ruleset, type RulesetRules } from "@cdktf/provider-cloudflare/lib/ruleset";
export { ZoneSetting } from "@cdktf/provider-cloudflare/lib/zone-setting";
