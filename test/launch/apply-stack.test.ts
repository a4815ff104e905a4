import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyStack } from "../../launch/apply-stack.ts";
import { sha256Hex } from "../../launch/json.ts";
import { createInterrupter } from "../../launch/terraform/interrupter.ts";
import { openStoreIn } from "./property/launches.ts";
import { openTerraformDouble } from "./property/terraform-double.ts";

it("starts nothing when the private copy of the plan was changed after everything else was checked", async () => {
  const dir = mkdtempSync(join(tmpdir(), "slipway-apply-"));
  try {
    const planFile = join(dir, "plan.tfplan");
    writeFileSync(planFile, "other bytes");
    const { terraform } = openTerraformDouble();
    const apply = jest.fn(terraform.apply);
    const head = { lineage: "0272", serial: 7 };
    const result = await applyStack({
      store: openStoreIn(dir),
      terraform: { ...terraform, apply },
      run: "run-20261122T120000Z-0a1b2c",
      stack: "chatbot-production",
      planFile,
      planSha256: sha256Hex("the approved bytes"),
      head,
      interrupter: createInterrupter(),
      secrets: new Set(),
      onEvent: () => undefined,
    });
    expect(apply).not.toHaveBeenCalled();
    expect(result).toEqual({
      outcome: { stack: "chatbot-production", outcome: "failed", ...head },
      errors: ["the private copy of the plan was changed; nothing ran"],
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
