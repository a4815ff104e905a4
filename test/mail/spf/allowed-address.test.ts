import { allowedAddress } from "../../../mail/spf/allowed-address.ts";
import { checkHost } from "../../../mail/spf/evaluate.ts";
import { resolverOf, type Zone } from "./facts.ts";

it.each<readonly [string, string | undefined, Zone]>([
  ["v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.0", {}],
  [
    "v=spf1 include:a.example ~all",
    "198.51.100.7",
    { "TXT a.example": ["v=spf1 ip6:2001:db8::/32 include:B.example -all"], "TXT b.example": ["v=spf1 ip4:198.51.100.7 -all"] },
  ],
  ["v=spf1 redirect=a.example", "192.0.2.1", { "TXT a.example": ["v=spf1 ip4:192.0.2.1 -all"] }],
  ["v=spf1 include:a.example ip4:192.0.2.9 -all", "192.0.2.9", { "TXT a.example": ["v=spf1 ip6:2001:db8::/32 -all"] }],
  ["v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/24 -all", undefined, {}],
  ["v=spf1 include:%{i}.example -all", undefined, {}],
  ["v=spf1 include:root.example -all", undefined, {}],
  ["v=spf1 -all ip4:192.0.2.1", undefined, {}],
  ["v=spf1 inlcude:a.example ip4:192.0.2.1 -all", undefined, {}],
  ["hello", undefined, {}],
])("finds in %s: %s, which SPF lets send", async (text, address, more) => {
  const resolve = resolverOf({ "TXT root.example": [text], ...more });
  expect(await allowedAddress("root.example", resolve)).toBe(address);
  if (address === undefined) return;
  const verdict = await checkHost({ ip: address, domain: "root.example", sender: "a@root.example", helo: "h.example" }, { resolve });
  expect(verdict.result).toBe("pass");
});
