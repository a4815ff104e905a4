import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Annotations } from "cdktf";
import { buildApp } from "../../stacks/build-app.ts";
import { model } from "../fixtures/models.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-app-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("holds one stack for the account, each zone and each environment", () => {
  const app = buildApp(model, folder);
  expect(app.node.children.map(({ node }) => node.id)).toEqual(["account", "zone-shop-example", "shop-production"]);
});

it("keeps stack traces, and with them this machine's folders, out of the manifest", () => {
  const app = buildApp(model, folder);
  for (const stack of app.node.children) Annotations.of(stack).addWarning("look here");
  app.synth();
  const manifest = readFileSync(join(folder, "manifest.json"), "utf8");
  expect(manifest).toContain("look here");
  expect(manifest).not.toContain(join(__dirname, "..", ".."));
});

it("says which Terraform it is for, which the successor of cdktf asks", () => {
  expect(buildApp(model, folder).node.tryGetContext("targetVersions")).toEqual({ terraform: ">= 1.11.0", opentofu: ">= 1.11.0" });
});
