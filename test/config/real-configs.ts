import account from "../../config/account.ts";
import lock from "../../config/dns.lock.json";
import chatbot from "../../config/launches/chatbot.ts";
import type { RawConfigs } from "../../config/raw.ts";
import opsdesk from "../../config/zones/opsdesk.example.ts";

/** The chatbot's configs, as the loader would hand them over; a fresh copy that a test may change. */
export function realConfigs(): RawConfigs {
  return structuredClone({
    account: { file: "config/account.ts", data: account },
    zones: [{ file: "config/zones/opsdesk.example.ts", data: opsdesk }],
    launches: [{ file: "config/launches/chatbot.ts", data: chatbot }],
    lock: { file: "config/dns.lock.json", data: lock },
  });
}
