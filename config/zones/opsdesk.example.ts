import { defineZone } from "slipway/config";

export default defineZone({
  domain: "opsdesk.example",
  zoneId: "9a7806061c88ada191ed06f989cc3dac",
  plan: "business",
  tls: {
    mode: "strict",
    minVersion: "1.2",
    hsts: { maxAgeSeconds: 31_536_000, includeSubdomains: true },
  },
  dnssec: "active",
  apiShield: { mitigation: "block" },
  mail: {
    mx: [{ host: "smtp.google.com", priority: 1 }],
    senders: [
      {
        kind: "google",
        dkim: {
          selector: "google",
          publicKey:
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuMi26vYGVPxpKGGwbuHuaU0Eex4f3DnEG2RThuMMa38I4uu35aXg+Lut1EULOrZlFveNbPMbTbQiejLbuZAqOdapNGKW76QS6d3kFEf7YyMqJtBESt2o7AkPFJucHqSq0XrMvGj7Lb2u2UvCk/QAUa2u1KiortLB9OtlhhnOAn1Pjo6dIiDs8BijfJyOZU3bqr67f5ug3wIAOJn0yBbNiVF022gyi6b8ExELRkKPGO4Rp3ADex6ys93ul0dAXRcO3UavTyPvE7NGuxOQ3ib91mI9Mvt6AP3n7YWXAxJtSV8zUdPkPvEnRAIZX2SBOveGeDubP9zSm98N3nt6J+Aa3wIDAQAB",
        },
      },
      // invites and password resets
      { kind: "sendgrid", authenticationHost: "u4815162.wl123.sendgrid.net", returnPathLabel: "em4815" },
    ],
    spfAll: "softfail",
    dmarc: { policy: "quarantine", reportTo: ["dmarc@opsdesk.example"] },
  },
  people: {
    owner: "ana@opsdesk.example",
    approvers: [
      {
        id: "ben@opsdesk.example",
        sshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINWCVINSPbNHy8wKgQ8zBDSuMqWibcuCEsN97wQKIv9/ ben",
      },
    ],
  },
});
