import { linksRow } from "../../verify/checks/message-links.ts";
import { linksIn } from "../../verify/probes/message-links.ts";
import { unanswered } from "../../verify/unanswered.ts";

const mail = (...lines: readonly string[]) => Buffer.from(lines.join("\r\n"), "latin1");
const base64 = (text: string) =>
  Buffer.from(text)
    .toString("base64")
    .replace(/(.{20})/g, "$1\r\n");

describe("links in a message", () => {
  it.each<readonly [string, Buffer, readonly string[]]>([
    [
      "a plain text, without what closes the sentence",
      mail("From: a@b.example", "", "Go to https://app.shop.example/in?t=1."),
      ["https://app.shop.example/in?t=1"],
    ],
    [
      "quoted-printable HTML",
      mail(
        "Content-Type: text/html",
        "Content-Transfer-Encoding: Quoted-Printable",
        "",
        '<a href=3D"https://app.shop.exa=',
        'mple/in?a=3D1&amp;b=3D2">In</a>',
      ),
      ["https://app.shop.example/in?a=1&b=2"],
    ],
    [
      "base64",
      mail("Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", base64("see http://x.example/ and https://y.example/z")),
      ["http://x.example/", "https://y.example/z"],
    ],
    [
      "parts within parts, each link once",
      mail(
        'Content-Type: multipart/mixed;\r\n boundary="outer"',
        "",
        "preamble https://never.example/",
        "--outer",
        "Content-Type: multipart/alternative; boundary=inner",
        "",
        "--inner",
        "Content-Type: text/plain",
        "",
        "https://a.example/",
        "--inner",
        "Content-Type: text/html",
        "",
        "<a href='https://a.example/'>a</a> <a href='https://b.example/'>b</a>",
        "--inner--",
        "--outer",
        "Content-Type: application/pdf",
        "",
        "https://hidden.example/",
        "--outer--",
      ),
      ["https://b.example/", "https://a.example/"],
    ],
    [
      "a forwarded message",
      mail("Content-Type: message/rfc822", "", "Content-Type: text/plain", "", "https://a.example/"),
      ["https://a.example/"],
    ],
    ["nothing", mail("From: a@b.example"), []],
  ])("are found in %s", (_what, raw, links) => expect(linksIn(raw).toSorted()).toEqual(links.toSorted()));

  it("are not looked for without end", () => {
    const nested = Array.from(
      { length: 50_000 },
      (_, depth) => `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth + 1}\r\n\r\n`,
    );
    const deep = mail("Content-Type: multipart/mixed; boundary=b0", "", nested.join(""), "https://deep.example/");
    const wide = mail(
      "Content-Type: multipart/mixed; boundary=b",
      "",
      ...Array.from({ length: 50_000 }, () => "--b\r\nContent-Type: text/plain\r\n\r\nx"),
    );
    const long = mail("From: a@b.example", "", ...Array.from({ length: 50_000 }, (_, index) => `https://x${index}.example/`));
    const started = performance.now();
    expect([linksIn(deep).length, linksIn(wide).length, linksIn(long).length]).toEqual([0, 0, 500]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("links that sign somebody in", () => {
  const LOCATIONS: Readonly<Record<string, string | undefined>> = {
    "/to-app": "https://app.shop.example/in?t=secret",
    "/to-other": "https://evil.example/in?t=secret",
    "/to-http": "http://app.shop.example/in",
    "/relative": "/to-app",
  };
  const asked: string[] = [];
  const row = (...links: readonly string[]) =>
    linksRow({
      links,
      hosts: new Set(["app.shop.example"]),
      tracking: new Set(["email.mg.shop.example"]),
      locate: async (url) => {
        asked.push(url);
        const { pathname } = new URL(url);
        if (pathname === "/tls") throw unanswered(`GET ${url}`, "an answer", "certificate has expired");
        return LOCATIONS[pathname];
      },
    });

  it.each<readonly [string, readonly string[], boolean, string]>([
    ["a host of ours", ["https://app.shop.example/in?t=secret"], true, "1 of 1"],
    ["the sender's host, which sends on to ours", ["https://email.mg.shop.example/to-app"], true, "1 of 1"],
    [
      "the sender's host, which sends on elsewhere",
      ["https://email.mg.shop.example/to-other"],
      false,
      "email.mg.shop.example leads to evil.example",
    ],
    ["the sender's host, which sends on in clear", ["https://email.mg.shop.example/to-http"], false, "email.mg.shop.example without TLS"],
    ["the sender's host, which does not send on", ["https://email.mg.shop.example/nowhere"], false, "email.mg.shop.example leads nowhere"],
    [
      "the sender's host without a certificate",
      ["https://email.mg.shop.example/tls?t=secret"],
      false,
      "email.mg.shop.example leads nowhere (certificate has expired)",
    ],
    ["two hops at the sender's", ["https://email.mg.shop.example/relative"], false, "email.mg.shop.example leads to email.mg.shop.example"],
    ["a host of ours in clear", ["http://app.shop.example/in?t=secret"], false, "app.shop.example without TLS"],
    ["the sender's host in clear", ["http://email.mg.shop.example/to-app"], false, "email.mg.shop.example without TLS"],
    [
      "a name that looks like ours",
      ["https://app.shop.example.evil.example/"],
      false,
      "app.shop.example.evil.example leads to app.shop.example.evil.example",
    ],
    ["a name before the host", ["https://app.shop.example@evil.example/"], false, "evil.example leads to evil.example"],
    ["one of two", ["https://app.shop.example/", "https://evil.example/"], false, "evil.example leads to evil.example"],
    ["no link", [], false, "no link"],
  ])("lead to %s", async (_what, links, passes, got) => {
    const found = await row(...links);
    expect(found).toMatchObject({ id: "mail.message-links", passes, got });
    expect(JSON.stringify(found)).not.toContain("secret");
  });

  it("are asked for at the sender's host alone, for ours may work once", async () => {
    asked.length = 0;
    await row("https://app.shop.example/in?t=1", "https://email.mg.shop.example/to-app", "https://evil.example/");
    expect(asked).toEqual(["https://email.mg.shop.example/to-app"]);
  });
});
