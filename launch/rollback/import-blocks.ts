import { type JsonObject, objectAt, parseJson, textAt } from "../json.ts";

/** Text of an import file. Terraform imports with the default provider unless the block names the one that the resource names. */
export function importBlocks(config: string, missing: readonly { readonly address: string; readonly importId: string | null }[]): string {
  const resources = objectAt(parseJson(config), "resource");
  const blocks = missing.map(({ address, importId }) => {
    const [type = "", name = ""] = address.replace(/\[.*$/, "").split(".");
    const provider = textAt(objectAt(objectAt(resources, type), name), "provider");
    return { to: address, id: importId, ...(provider === undefined ? {} : { provider }) } satisfies JsonObject;
  });
  return `${JSON.stringify({ import: blocks }, null, 2)}\n`;
}
