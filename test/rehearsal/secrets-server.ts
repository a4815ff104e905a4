import type { SecretManager } from "../../cli/aws-secrets.ts";
import { rehearsalSecrets } from "../../cli/rehearsal-site.ts";
import { createAwsServer } from "../../rehearsal/net/aws-server.ts";
import { LOOPBACK, listen } from "../../rehearsal/net/listen.ts";
import { SECRETS_MANAGER, secretsManager } from "../../rehearsal/net/secrets-manager.ts";
import type { World } from "../../rehearsal/world.ts";

export interface TestSecretsManager {
  readonly secrets: SecretManager;
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/** The rehearsal's Secrets Manager over a world, without the rest of the rehearsal. */
export async function startSecretsManager(world: World, region: string, now: () => Date = () => new Date()): Promise<TestSecretsManager> {
  const server = createAwsServer(new Map([[SECRETS_MANAGER, secretsManager(world, now)]]));
  const endpoint = `http://${LOOPBACK}:${await listen(server, 0, "aws")}`;
  return {
    secrets: rehearsalSecrets(endpoint, region),
    endpoint,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
