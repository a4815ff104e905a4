import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refuseCredentials } from "../../rehearsal/refuse-credentials.ts";
import { startRehearsal } from "../../rehearsal/start.ts";

describe("refuseCredentials", () => {
  it.each([
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "CLOUDFLARE_API_TOKEN",
    "CLOUDFLARE_API_KEY",
    "CLOUDFLARE_EMAIL",
    "CF_API_TOKEN",
  ])("refuses beside %s and keeps its value to itself", (name) => {
    const refuse = () => refuseCredentials({ [name]: "not-to-be-shown", PATH: "/bin" });
    expect(refuse).toThrow(new RegExp(`got ${name};.*\\[REHEARSAL_REAL_CREDENTIALS\\]$`));
    expect(refuse).not.toThrow(/not-to-be-shown/);
  });

  it.each(["AWS_REGION", "AWS_PAGER", "CLOUDFLARE_LOG_LEVEL", "PATH"])("lets %s pass", (name) => {
    expect(() => refuseCredentials({ [name]: "x" })).not.toThrow();
  });

  it("lets an empty variable pass, for it opens nothing", () => {
    expect(() => refuseCredentials({ AWS_PROFILE: "" })).not.toThrow();
  });
});

describe("startRehearsal", () => {
  it("takes free ports on loopback and gives them all back", async () => {
    const dir = mkdtempSync(join(tmpdir(), "slipway-start-"));
    const rehearsal = await startRehearsal({
      worldFile: join(dir, "world.json"),
      zones: [{ zoneId: "0".repeat(32), domain: "opsdesk.example", plan: "business" }],
      awsAccountId: "111122223333",
      origins: {},
    });
    const answered = await fetch(`http://127.0.0.1:${rehearsal.httpPort}/`).then((response) => response.status);
    await rehearsal.close();
    rmSync(dir, { recursive: true });
    expect(answered).toBeGreaterThanOrEqual(400);
    await expect(fetch(`http://127.0.0.1:${rehearsal.httpPort}/`)).rejects.toThrow();
    expect(Object.keys(JSON.parse(rehearsal.reattach)).sort()).toEqual([
      "registry.opentofu.org/cloudflare/cloudflare",
      "registry.opentofu.org/hashicorp/aws",
      "registry.terraform.io/cloudflare/cloudflare",
      "registry.terraform.io/hashicorp/aws",
    ]);
  });
});
