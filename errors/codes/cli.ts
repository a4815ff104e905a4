import type { ErrorEntry } from "../entry.ts";

export const CLI_CODES = {
  CODE_UNKNOWN: {
    title: "no such error code",
    consequence: "nothing happens; explain only reads the catalogue",
    fix: "copy the code from the square brackets at the end of the message",
    source: "errors/catalogue.ts",
  },
  ENVIRONMENT_REDIRECTS: {
    title: "the environment sends requests for AWS to somebody else",
    consequence: "nothing happens: terraform is not told, so it would change the real account",
    fix: "unset the variable; an emulator may answer on 127.0.0.1 alone",
    source: "AWS SDKs and Tools Reference Guide, service-specific endpoints (checked 2026-11-25)",
  },
  FILE_UNUSABLE: {
    title: "a file or folder that slipway needs cannot be used",
    consequence: "the command stops where it is; what the ledger says has happened, has happened",
    fix: "look at the path in the message: its kind, its owner, the room on the disk",
    source: "errno(3)",
  },
  REHEARSAL_RUNNING: {
    title: "another rehearsal runs in this project folder",
    consequence: "nothing happens; a second one would delete what the first is working on",
    fix: "wait for it to end, or rehearse a copy of the project",
    source: "design: rehearsal",
  },
  REHEARSAL_INTERRUPTED: {
    title: "somebody stopped the rehearsal",
    consequence: "the step that was running came to its end, and the steps behind it did not happen",
    fix: "start it again; a rehearsal begins from nothing",
    source: "design: rehearsal",
  },
  TARGET_UNKNOWN: {
    title: "the target of the command is not in the configs",
    consequence: "nothing happens",
    fix: "name account, zone/<domain> or <launch>/<environment> as the configs spell them",
    source: "design: target of a command",
  },
  ZONE_NOT_LAUNCHED: {
    title: "a launch needs its zone's settings to be live first",
    consequence: "hosts would go live in a zone whose TLS mode, mail records and rules nobody has approved",
    fix: "plan, approve and apply the zone, then plan the launch again",
    source: "design: zone-wide behaviour changes only in runs of the zone itself",
  },
  ZONE_NOT_SERVING: {
    title: "Cloudflare does not answer for the zone yet, or no longer",
    consequence: "proxied names would give the origin's own address to everybody, without the edge's certificate, rules and limits",
    fix: "give the zone's name servers to the registrar and wait until the zone is active, or resume it when it is paused; then plan again",
    source: "developers.cloudflare.com/dns/zone-setups/reference/domain-status (checked 2026-11-25)",
  },
  ZONE_ID_OF_ANOTHER: {
    title: "the zone id in the config belongs to another domain",
    consequence: "records and rules would land in the other domain's zone",
    fix: "copy the id from the overview page of the zone that the config names",
    source: "Cloudflare API, Zone Details (checked 2026-11-25)",
  },
  IDENTITY_MISSING: {
    title: "it is not known who runs the command",
    consequence: "a plan or an approval without a person behind it could not be checked by anybody",
    fix: "give --as <e-mail address> and --key <ssh private key>, or set SLIPWAY_AS and SLIPWAY_KEY",
    source: "design: the planner signs the run, the approver signs the envelope",
  },
  CREDENTIALS_MISSING: {
    title: "the provider's credentials are not in the environment",
    consequence: "terraform would stop half-way with an error of the provider",
    fix: "set CLOUDFLARE_API_TOKEN and AWS credentials, or add --rehearsal to work against the local world",
    source: "Cloudflare provider documentation, api_token; AWS provider documentation, authentication (checked 2026-11-22)",
  },
  SHIM_REFUSED: {
    title: "cdktf asked terraform for a change that is no approved run",
    consequence: "nothing was changed: a launch changes by the saved plans that somebody approved, never by a fresh apply",
    fix: "run the slipway command that the message names",
    source: "docs/adr/0010-cdktf-deploy-applies-a-run.md; cdktf-cli 0.21.0, terraform-cli.ts: deploy applies afresh and takes no plan file",
  },
  OPTION_VALUE: {
    title: "an option of the command line has a value that it cannot have",
    consequence: "nothing happens",
    fix: "give a value as slipway <command> --help describes it",
    source: "slipway <command> --help",
  },
  ADOPT_ACCOUNT: {
    title: "the account was asked to adopt",
    consequence: "nothing happens",
    fix: "adopt a zone or an environment; the account's stack holds only what Slipway makes",
    source: "design: adopt reads records, entry-point rulesets and settings",
  },
  CLOUDFLARE_UNREADABLE: {
    title: "Cloudflare's API did not give the zone's records",
    consequence: "what exists is not known, so nothing is adopted",
    fix: "check that the token may read the zone's DNS, and try again",
    source: "Cloudflare API, List DNS Records",
  },
  VERIFICATION_FAILED: {
    title: "what was applied is not true from outside",
    consequence: "the change is live and does not keep its promises",
    fix: "read the failed rows; roll back with slipway rollback <target>, or mend and plan again",
    source: "design: probes pass, or the run is applied-unverified",
  },
  VERIFICATION_UNDECIDED: {
    title: "some probes got no answer",
    consequence: "it is not known whether the change keeps its promises; no answer never counts as a pass",
    fix: "restore the way to the probed servers and run slipway verify again",
    source: "design: exit code 6",
  },
  RUN_ID_UNCLEAR: {
    title: "it is not clear which run is meant",
    consequence: "nothing happens",
    fix: "list the runs with slipway history",
    source: "design: run store",
  },
  REHEARSAL_STORY_BROKEN: {
    title: "a step of the rehearsal did not end as it must",
    consequence: "a gate that has to hold did not; do not launch for real before it does",
    fix: "read the step's message; the records of the rehearsal are kept in .slipway/rehearsal",
    source: "design: rehearsal",
  },
} as const satisfies Record<string, ErrorEntry>;
