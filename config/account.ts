import { defineAccount } from "slipway/config";

export default defineAccount({
  name: "opsdesk",
  aws: { accountId: "111122223333", region: "eu-west-1" },
  cloudflare: { accountId: "1f0e2d3c4b5a69788796a5b4c3d2e1f0", team: "opsdesk" },
  state: { kind: "local" },
  alertChannels: {
    oncall: { kind: "email", address: "oncall@opsdesk-alerts.example" },
    manager: { kind: "email", address: "manager@opsdesk-office.example" },
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
