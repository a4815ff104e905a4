import { rehearse, worldOf, ZONE_ID } from "./provider/harness.ts";

const record = (name: string, type: string, content: string, more: object = {}) => ({
  zone_id: ZONE_ID,
  name: `${name}.example.com`,
  type,
  content,
  ttl: 300,
  proxied: false,
  ...more,
});

const server = record("server", "A", "192.0.2.1");
const alias = record("www", "CNAME", "server.example.com", { depends_on: ["cloudflare_dns_record.server"] });

/** The changes of one apply, in order. */
async function changesOf(
  site: Awaited<ReturnType<typeof rehearse>>,
  order: string[],
  resources: Parameters<typeof site.write>[0],
): Promise<string[]> {
  order.length = 0;
  site.write(resources);
  expect(await site.run("apply", "-auto-approve", "-json")).toMatchObject({ code: 0 });
  return [...order];
}

it("publishes a target before what leads to it, and takes it away afterwards", async () => {
  const order: string[] = [];
  const site = await rehearse({
    world: worldOf(),
    faults: {
      onApply: ({ when, action, attributes }) => {
        if (when === "after") order.push(`${action} ${attributes.type}`);
      },
    },
  });
  try {
    const both = { cloudflare_dns_record: { a_alias: alias, server } };
    expect(await changesOf(site, order, both)).toEqual(["create A", "create CNAME"]);
    expect(await changesOf(site, order, {})).toEqual(["delete CNAME", "delete A"]);
  } finally {
    await site.close();
  }
});
