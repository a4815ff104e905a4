import { SlipwayError } from "../../errors/slipway-error.ts";
import type { MessageRow } from "./message.ts";

export interface LinkWorld {
  readonly links: readonly string[];
  /** Hosts that visitors may be signed in at. */
  readonly hosts: ReadonlySet<string>;
  /** Hosts of the sender that count clicks and send visitors on. */
  readonly tracking: ReadonlySet<string>;
  /** Where a link of those leads; undefined: nowhere. Throws when nobody answers, or without the certificate for it. */
  readonly locate: (url: string) => Promise<string | undefined>;
}

/**
 * Whoever gets hold of a sign-in link is signed in, so each has to end on a host of ours, over TLS, by way of the sender's own host at most.
 * Hosts of ours are not asked: the link may work once.
 */
export async function linksRow({ links, hosts, tracking, locate }: LinkWorld): Promise<MessageRow> {
  const strays = await Promise.all(links.map(async (link) => strayOf(link, await ending(link, tracking, locate), hosts)));
  const found = strays.filter((stray) => stray !== undefined);
  return {
    id: "mail.message-links",
    passes: links.length > 0 && found.length === 0,
    expected: `links that end over TLS on one of ${[...hosts].join(", ") || "the zone's hosts, of which there is none"}`,
    got: links.length === 0 ? "no link" : found.length === 0 ? `${links.length} of ${links.length}` : found.slice(0, 3).join("; "),
  };
}

function hostIn(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}

async function ending(
  link: string,
  tracking: LinkWorld["tracking"],
  locate: LinkWorld["locate"],
): Promise<{ readonly url: string | undefined; readonly why?: string }> {
  if (!link.startsWith("https:") || !tracking.has(hostIn(link) ?? "")) return { url: link };
  try {
    const next = await locate(link);
    return { url: next === undefined || !URL.canParse(next, link) ? undefined : new URL(next, link).href };
  } catch (error) {
    return { url: undefined, why: error instanceof SlipwayError ? error.parts.got : "no answer" };
  }
}

/** Never the whole link: it may still sign somebody in. */
function strayOf(
  link: string,
  { url, why }: { readonly url: string | undefined; readonly why?: string },
  hosts: LinkWorld["hosts"],
): string | undefined {
  const host = hostIn(url);
  if (host !== undefined && url?.startsWith("https:") === true && hosts.has(host)) return undefined;
  const shown = hostIn(link) ?? "an address that is none";
  if (url === undefined) return `${shown} leads nowhere${why === undefined ? "" : ` (${why})`}`;
  return url.startsWith("https:") ? `${shown} leads to ${host}` : `${shown} without TLS`;
}
