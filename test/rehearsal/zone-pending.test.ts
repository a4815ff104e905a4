import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planTarget } from "../../cli/launching.ts";
import { openRehearsalSite, rehearsalTools } from "../../cli/rehearsal-site.ts";
import { checkConfigs } from "../../config/check.ts";
import { realConfigs } from "../config/real-configs.ts";

it("plans no launch in a zone that Cloudflare does not serve, and asks before anything else", async () => {
  const { model } = checkConfigs(realConfigs());
  if (model === undefined) throw new Error("the configs have mistakes");
  const dir = mkdtempSync(join(tmpdir(), "slipway-zone-pending-"));
  const environment = { PATH: process.env.PATH };
  const site = await openRehearsalSite({ dir, model, environment, binary: await rehearsalTools(environment) });
  const codeOf = async (status: string): Promise<unknown> =>
    await planTarget({
      model,
      target: "chatbot/production",
      site: { ...site, zoneState: async () => ({ name: "opsdesk.example", status, paused: false }) },
      commit: { sha: "4f0c2d9", authors: [], dirty: false },
      now: new Date(),
    }).then(
      () => "planned",
      (error: { errors?: { parts: { code: string } }[]; parts?: { code: string } }) => error.errors?.[0]?.parts.code ?? error.parts?.code,
    );
  try {
    expect(await codeOf("pending")).toBe("ZONE_NOT_SERVING");
    expect(await codeOf("active")).toBe("ZONE_NOT_LAUNCHED");
  } finally {
    await site.close();
    rmSync(dir, { recursive: true });
  }
});
