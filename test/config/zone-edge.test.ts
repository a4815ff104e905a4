import { checkConfigs } from "../../config/check.ts";
import { parseZoneBase } from "../../config/contribution.ts";
import { changed } from "./change.ts";

const edgeOf = (zone: Readonly<Record<string, unknown>>) => {
  const { model, errors } = checkConfigs(changed({ zone }));
  const base = model?.zones.get("zone/opsdesk.example")?.base;
  return { errors: errors.map(({ message }) => message), base, edge: base?.edge };
};

it("spells out what nobody has said, so that going back can write it again", () => {
  const { edge, base } = edgeOf({});
  expect(edge).toEqual({
    apiMitigation: "block",
    universalSsl: true,
    certificates: [],
    zoneOriginPulls: false,
    dnssec: "active",
    bots: {
      ai_bots_protection: "disabled",
      enable_js: false,
      sbfm_definitely_automated: "allow",
      sbfm_likely_automated: "allow",
      sbfm_verified_bots: "allow",
      sbfm_static_resource_protection: false,
    },
    leakedCredentialCheck: true,
    urlNormalization: { type: "cloudflare", scope: "incoming" },
    tieredCache: false,
    errorPages: [],
  });
  expect(parseZoneBase("stored", base)).toEqual(base);
});

it("writes only the bot settings that the plan has", () => {
  expect(Object.keys(edgeOf({ plan: "enterprise", addOns: ["bot-management"] }).edge?.bots ?? {})).toEqual([
    "ai_bots_protection",
    "enable_js",
  ]);
});

it("does not depend on the order in which hosts of a certificate are written", () => {
  const pack = (hosts: readonly string[]) =>
    edgeOf({ addOns: ["acm"], "tls.certificates.eu": { authority: "google", hosts } }).edge?.certificates;
  const hosts = ["opsdesk.example", "*.OPSDESK.example", "a.eu.opsdesk.example"];
  expect(pack(hosts)).toEqual(pack([...hosts].reverse()));
  expect(pack(hosts)?.[0]?.hosts).toEqual(["*.opsdesk.example", "a.eu.opsdesk.example", "opsdesk.example"]);
});
