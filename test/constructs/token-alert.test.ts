import { TokenAlert } from "../../constructs/token-alert.ts";
import { resourcesOf } from "../fixtures/synth.ts";

it("tells one mailbox before tokens expire", () => {
  expect(
    resourcesOf((stack) => new TokenAlert(stack, "alert", { accountId: "f".repeat(32), account: "shop", address: "a@b.example" })),
  ).toEqual({
    cloudflare_notification_policy: {
      "service-tokens": {
        account_id: "f".repeat(32),
        name: "shop: Access service tokens that expire",
        alert_type: "expiring_service_token_alert",
        enabled: true,
        mechanisms: { email: [{ id: "a@b.example" }] },
      },
    },
  });
});
