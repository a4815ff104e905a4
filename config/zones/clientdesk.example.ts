import { defineZone } from "slipway/config";

export default defineZone({
  domain: "clientdesk.example",
  zoneId: "4c1d8b0f6e2a47939b5c7d8e9f0a1b2c",
  plan: "pro",
  tls: {
    mode: "strict",
    minVersion: "1.2",
    hsts: { maxAgeSeconds: 31_536_000, includeSubdomains: true },
  },
  dnssec: "active",
  mail: {
    // the portal only sends; replies go to the support tool's own domain
    mx: [],
    senders: [{ kind: "sendgrid", authenticationHost: "u2718281.wl077.sendgrid.net", returnPathLabel: "em2718" }],
    spfAll: "fail",
    dmarc: { policy: "reject", reportTo: ["dmarc@opsdesk.example"] },
  },
  people: {
    owner: "dana@clientdesk.example",
    approvers: [
      {
        id: "eli@clientdesk.example",
        sshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIELHU1OEK801TphGO+H1vExZO0KlQZwX1HJM34Rd2SeD eli",
      },
    ],
  },
});
