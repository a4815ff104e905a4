import type { ErrorEntry } from "../entry.ts";

/** Codes of the rules about what a launch promises: routes, limits, secrets, people. */
export const CONFIG_LAUNCH_CODES = {
  ROUTE_HOST_UNKNOWN: {
    title: "a route on a host that no environment has",
    consequence: "the route is served by nothing and checked by nobody",
    fix: "name a host of the launch",
    source: "docs/config.md",
  },
  ROUTE_HOST_MISSING_HERE: {
    title: "a route whose host this environment does not have",
    consequence: "the environment serves less than the inventory says",
    fix: "add the host to the environment, if it should have it",
    source: "readiness row R1",
  },
  ROUTE_ON_REDIRECT: {
    title: "a route on a host that only redirects",
    consequence: "requests to it are sent elsewhere; a POST arrives as a GET",
    fix: "name the host that serves the route",
    source: "RFC 9110 section 15.4.2",
  },
  ROUTE_TWICE: {
    title: "one method and path declared twice on a host",
    consequence: "the two lines may promise different protection, and only one can be true",
    fix: "merge the two",
    source: "readiness row R1",
  },
  ROUTE_PATH_UNCLEAR: {
    title: "a path pattern that cannot be matched one way only",
    consequence: "edge and application could disagree which route a request is for, and one of them lets it through",
    fix: "write whole segments, {name} for a variable one, without empty ones, dots alone or a slash at the end",
    source: "RFC 3986 section 6.2.2",
  },
  ROUTE_PUBLIC_WITHOUT_REASON: {
    title: "a public route without a reason",
    consequence: "nobody can tell an intended public route from a forgotten check",
    fix: "say in publicReason why everybody may call it",
    source: "readiness row T2",
  },
  ROUTE_CACHES_PRIVATE_DATA: {
    title: "a cacheable route that needs a login, or changes something",
    consequence: "one user's answer is served to another",
    fix: "remove cacheable, or make the route public",
    source: "readiness row R18; RFC 9111 section 3.5",
  },
  ROUTE_WITHOUT_ROLE: {
    title: "a route behind a login without a role",
    consequence: "everybody with any account may call it",
    fix: "name the least role that may call it",
    source: "readiness row R2",
  },
  ROUTE_WITHOUT_TENANT: {
    title: "a route to one object without a tenant",
    consequence: "a user of one organisation can read another's objects by changing the id",
    fix: "name the field that binds the object to one organisation",
    source: "readiness row R2; OWASP API Security Top 10 2023, API1",
  },
  LIMIT_UNDECLARED: {
    title: "a limit class that routes use and the environment does not define",
    consequence: "requests to these routes are not limited at the edge",
    fix: "declare the limit, or leave it to the application and say so there",
    source: "readiness row R6",
  },
  LIMIT_REQUIRED: {
    title: "a live environment without a limit that its routes need",
    consequence: "one script can run up the model's bill, guess passwords or flood mailboxes",
    fix: "declare the limit",
    source: "readiness row R6: chat, login, reset password and webhook routes are limited",
  },
  LIMIT_LOCKS_OUT: {
    title: "a limit before login that counts users",
    consequence: "whoever knows a user's name can use up their attempts and keep them out",
    fix: "count addresses at the edge",
    source: "OWASP ASVS 5.0, 6.1.1",
  },
  LIMIT_CHALLENGES_API: {
    title: "a challenge for callers of an API",
    consequence: "programs and scripts of pages cannot solve it: over the limit they get a page instead of 429, and no Retry-After",
    fix: "block instead",
    source: "developers.cloudflare.com/cloudflare-challenges (checked 2026-11-25)",
  },
  APPROVER_TWICE: {
    title: "one person or key twice among the approvers",
    consequence: "two signatures would come from one hand",
    fix: "list each person once, each with a key of their own",
    source: "design: the approver is not the planner",
  },
  QUORUM_UNREACHABLE: {
    title: "more approvals are asked for than there are approvers",
    consequence: "no run could ever be applied",
    fix: "lower the quorum, or add approvers",
    source: "design: quorum per target; a zone run needs the strictest of its environments",
  },
  APPROVER_IS_ONLY_OWNER: {
    title: "the owner is the only approver",
    consequence: "as soon as the owner plans a run, nobody may approve it",
    fix: "add a second approver",
    source: "design: the approver is neither the planner nor a commit author",
  },
  SSH_KEY_UNREADABLE: {
    title: "an SSH key that cannot be read",
    consequence: "no approval of this person could be verified",
    fix: "paste the .pub file's line again",
    source: "RFC 4253 section 6.6; RFC 8709 section 4",
  },
  SSH_KEY_WEAK: {
    title: "an RSA key shorter than 2,048 bits",
    consequence: "ssh-keygen refuses signatures of it, and they could be forged",
    fix: "make a new key with ssh-keygen -t ed25519",
    source: "OpenSSH release notes 9.1, RequiredRSASize; NIST SP 800-131A",
  },
  RECIPIENT_MISSING: {
    title: "nobody takes over at handover",
    consequence: "when the author leaves, nobody has proven that they can redeploy",
    fix: "name a recipient, other than the owner",
    source: "readiness row T6",
  },
  PREVIEW_UNUSED: {
    title: "a preview name that nothing is tried under",
    consequence: "the host is tried under another name than somebody meant, or not at all",
    fix: "name a host of the environment, or remove the line",
    source: "docs/adr/0016-stages.md",
  },
  PREVIEW_IMPOSSIBLE: {
    title: "a preview name that the zone cannot answer for",
    consequence: "preparing the launch would fail, after its secret slots are made",
    fix: "name one under stages.previews, one label below the zone",
    source: "RFC 1035 section 2.3.4",
  },
  PREVIEW_TAKEN: {
    title: "a preview name that somebody else has",
    consequence: "trying the launch would take the name away from whoever is asked under it",
    fix: "name another under stages.previews",
    source: "docs/adr/0016-stages.md",
  },
  PREVIEW_KEY_TAKEN: {
    title: "a host with a key like that of a preview",
    consequence: "reviews would take the host for a preview, and going live could turn a preview into it",
    fix: "give the host another key",
    source: "docs/adr/0016-stages.md",
  },
  STAGES_DIRECT: {
    title: "an environment that goes live in one run",
    consequence: "nothing is tried before the public sees it, and no monitor has to be well",
    fix: "remove stages.direct before the next launch that people depend on",
    source: "readiness row T5, uptime monitoring active before launch",
  },
} as const satisfies Record<string, ErrorEntry>;
