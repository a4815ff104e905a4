/** Deeper nests and more parts no honest message has. */
const MAX_DEPTH = 20;
const MAX_PARTS = 500;
/** More links than this nobody reads. */
const MAX_LINKS = 500;

/** Addresses in the texts of a message, each once, as a reader could click on them. Source: RFC 2045 section 6, RFC 2046 section 5.1. */
export function linksIn(raw: Buffer): string[] {
  const links = new Set<string>();
  const open: { readonly text: string; readonly depth: number }[] = [{ text: raw.toString("latin1"), depth: 0 }];
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const part = open.pop();
    if (part === undefined) break;
    const { headers, body } = split(part.text);
    const type = headers.get("content-type") ?? "text/plain";
    const boundary = /^multipart\/[^;]*;[\s\S]*?boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(type);
    if (boundary !== null) {
      if (part.depth < MAX_DEPTH)
        open.push(...within(body, boundary[1] ?? boundary[2] ?? "").map((text) => ({ text, depth: part.depth + 1 })));
    } else if (/^message\/rfc822/i.test(type)) {
      if (part.depth < MAX_DEPTH) open.push({ text: body, depth: part.depth + 1 });
    } else if (/^text\//i.test(type)) {
      const text = decoded(body, headers.get("content-transfer-encoding") ?? "");
      const readable = /^text\/html/i.test(type) ? text.replace(/&amp;/gi, "&").replace(/&#x2f;|&#47;/gi, "/") : text;
      for (const [link] of readable.matchAll(/https?:\/\/[^\s"'<>`]+/gi)) {
        if (links.size < MAX_LINKS) links.add(link.replace(/[).,;:!?\]]+$/, ""));
      }
    }
  }
  return [...links];
}

function split(text: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return { headers: new Map(headers), body: end === null ? "" : text.slice(end.index + end[0].length) };
}

function within(body: string, boundary: string): string[] {
  const [, ...parts] = `\n${body}`.split(`\n--${boundary}`);
  return parts.filter((part) => !part.startsWith("--")).map((part) => part.replace(/^[ \t]*\r?\n/, ""));
}

function decoded(body: string, encoding: string): string {
  switch (encoding.toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64").toString("latin1");
    case "quoted-printable":
      return body.replace(/=\r?\n/g, "").replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    default:
      return body;
  }
}
