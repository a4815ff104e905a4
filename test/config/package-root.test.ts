import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse } from "node:path";
import { packageRoot, packageRootAbove } from "../../config/package-root.ts";

const dir = mkdtempSync(join(tmpdir(), "slipway-root-"));
const inside = join(dir, "node_modules/slipway/dist/cli");
mkdirSync(inside, { recursive: true });
writeFileSync(join(dir, "package.json"), '{"name":"an-application"}');
writeFileSync(join(dir, "node_modules/slipway/package.json"), '{"name":"slipway"}');
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("finds the package that this file belongs to", () => {
  expect(packageRoot()).toBe(join(__dirname, "../.."));
});

it("finds the package from its bundled code, and not the application around it", () => {
  expect(packageRootAbove(inside)).toBe(join(dir, "node_modules/slipway"));
});

it.each([dir, parse(dir).root])("says that the installation is broken when no folder above is the package: %s", (start) => {
  expect(() => packageRootAbove(start)).toThrow(
    expect.objectContaining({ parts: expect.objectContaining({ kind: "bug", code: "PACKAGE_ROOT_MISSING" }) }),
  );
});
