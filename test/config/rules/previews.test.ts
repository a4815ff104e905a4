import { testRules } from "./table.ts";

const PRODUCTION = "environments.production";
const PREVIEWS = `${PRODUCTION}.stages.previews`;
const ZONE = "opsdesk.example";
const host = (name: string) => ({ kind: "web", name, origin: "more.opsdesk-origin.example" });
const REASON = "the old product is gone, nobody waits for it";

testRules("errors", [
  {
    why: "a preview of a host that is not there",
    bad: { launch: { [PREVIEWS]: { apps: `try.${ZONE}` } } },
    found: [`PREVIEW_UNUSED ${PREVIEWS}.apps`],
    good: { launch: { [PREVIEWS]: { app: `try.${ZONE}` } } },
  },
  {
    why: "a preview of a host that only a prototype has",
    bad: { launch: { [PREVIEWS]: { constructor: `try.${ZONE}` } } },
    found: [`CONFIG_FORBIDDEN_NAME ${PREVIEWS}`],
    good: { launch: { [PREVIEWS]: { www: `try.${ZONE}` } } },
  },
  {
    why: "previews where nothing is tried",
    bad: { launch: { [`${PRODUCTION}.stages`]: { direct: REASON, previews: { app: `try.${ZONE}` } } } },
    found: [`PREVIEW_UNUSED ${PREVIEWS}.app`],
    good: { launch: { [`${PRODUCTION}.stages`]: { previews: { app: `try.${ZONE}` } } } },
  },
  {
    why: "a preview in another zone",
    bad: { launch: { [PREVIEWS]: { app: "try.clientdesk.example" } } },
    found: [`PREVIEW_IMPOSSIBLE ${PREVIEWS}.app`],
    good: { launch: { [PREVIEWS]: { app: `clientdesk.${ZONE}` } } },
  },
  {
    why: "a preview deeper than Universal SSL reaches",
    bad: { launch: { [PREVIEWS]: { app: `app.preview.${ZONE}` } } },
    found: [`HOST_TOO_DEEP ${PREVIEWS}.app`],
    good: { launch: { [PREVIEWS]: { app: `app-preview.${ZONE}` } } },
  },
  {
    why: "a host whose derived preview has too long a label",
    bad: { launch: { [`${PRODUCTION}.hosts.more`]: host(`${"m".repeat(56)}.${ZONE}`) } },
    found: [`PREVIEW_IMPOSSIBLE ${PREVIEWS}.more`],
    good: { launch: { [`${PRODUCTION}.hosts.more`]: host(`${"m".repeat(55)}.${ZONE}`) } },
  },
  {
    why: "a preview under the name of a host",
    bad: { launch: { [PREVIEWS]: { app: `app-staging.${ZONE}` } } },
    found: [`PREVIEW_TAKEN ${PREVIEWS}.app`],
    good: { launch: { [PREVIEWS]: { app: `app-stagings.${ZONE}` } } },
  },
  {
    why: "a preview under the name of a mail record",
    bad: { launch: { [PREVIEWS]: { app: `em4815.${ZONE}` } } },
    found: [`PREVIEW_TAKEN ${PREVIEWS}.app`],
    good: { launch: { [PREVIEWS]: { app: `em4816.${ZONE}` } } },
  },
  {
    why: "two hosts under one preview",
    bad: { launch: { [PREVIEWS]: { app: `try.${ZONE}`, api: `try.${ZONE}` } } },
    found: [`PREVIEW_TAKEN ${PREVIEWS}.api`, `PREVIEW_TAKEN ${PREVIEWS}.app`],
    good: { launch: { [PREVIEWS]: { app: `try.${ZONE}`, api: `try-api.${ZONE}` } } },
  },
  {
    why: "two hosts whose derived previews are one",
    bad: {
      zone: { addOns: ["acm"], "tls.totalTls": "google" },
      launch: { [`${PRODUCTION}.hosts.more`]: host(`a.b.${ZONE}`), [`${PRODUCTION}.hosts.most`]: host(`a-b.${ZONE}`) },
    },
    found: [`PREVIEW_TAKEN ${PREVIEWS}.more`, `PREVIEW_TAKEN ${PREVIEWS}.most`],
    good: {
      zone: { addOns: ["acm"], "tls.totalTls": "google" },
      launch: { [`${PRODUCTION}.hosts.more`]: host(`a.b.${ZONE}`), [`${PRODUCTION}.hosts.most`]: host(`a-c.${ZONE}`) },
    },
  },
  {
    why: "a host with a key like a preview's",
    bad: { launch: { [`${PRODUCTION}.hosts.preview-app`]: host(`more.${ZONE}`) } },
    found: [`PREVIEW_KEY_TAKEN ${PRODUCTION}.hosts.preview-app`],
    good: { launch: { [`${PRODUCTION}.hosts.app-preview`]: host(`more.${ZONE}`) } },
  },
]);

testRules("warnings", [
  {
    why: "a production that goes live in one run",
    bad: { launch: { [`${PRODUCTION}.stages`]: { direct: REASON } } },
    found: [`STAGES_DIRECT ${PRODUCTION}.stages.direct`],
    good: { launch: { "environments.staging.stages": { direct: REASON } } },
  },
]);
