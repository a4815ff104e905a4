import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Annotations } from "cdktf";
import { AccountStack } from "../../stacks/account-stack.ts";
import { emptyApp } from "../../stacks/empty-app.ts";
import { accountModel } from "../fixtures/models.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-app-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("keeps stack traces, and with them this machine's folders, out of the manifest", () => {
  const app = emptyApp(folder);
  Annotations.of(new AccountStack(app, accountModel)).addWarning("look here");
  app.synth();
  const manifest = readFileSync(join(folder, "manifest.json"), "utf8");
  expect(manifest).toContain("look here");
  expect(manifest).not.toContain(join(__dirname, "..", ".."));
});

it("says which Terraform it is for, which the successor of cdktf asks", () => {
  expect(emptyApp(folder).node.tryGetContext("targetVersions")).toEqual({ terraform: ">= 1.11.0", opentofu: ">= 1.11.0" });
});
