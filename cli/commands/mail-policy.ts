import { SlipwayError } from "../../errors/slipway-error.ts";
import { POLICY_PATH, policyHost } from "../../mail/mta-sts/policy.ts";
import type { Command } from "../command.ts";
import { findTarget, openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";

/** `slipway mail policy`: the MTA-STS policy that the zone's config means, to be served by its host. */
export const mailPolicy: Command = {
  name: "mail policy",
  argument: "<target>",
  argumentDescription: "zone/<domain>",
  summary: "Print the MTA-STS policy of a zone, for the host that serves it",
  options: [],
  example: "slipway mail policy zone/opsdesk.example > mta-sts.txt",
  run: async (input) => {
    const { argument = "", global, shell } = input;
    const found = findTarget((await openProject(projectDir(input), argument)).model, argument);
    const mail = found.kind === "zone" ? found.zone.mail : undefined;
    if (mail?.mtaSts === undefined) {
      throw new SlipwayError({
        kind: "config",
        code: "MTA_STS_NOT_DECLARED",
        where: argument,
        expected: "a zone with mail.mtaSts",
        got: found.kind === "zone" ? "none in its config" : `a target of kind ${found.kind}`,
        fix: "declare mail.mtaSts in the zone's config",
      });
    }
    const { policy } = mail.mtaSts;
    const url = `https://${policyHost(mail.domain)}${POLICY_PATH}`;
    if (global.json) shell.out(JSON.stringify({ url, policy }));
    else {
      for (const line of policy.trimEnd().split("\r\n")) shell.out(line);
      shell.err(
        `serve it at ${url} as text/plain, with a certificate for that host and without a redirect; then set mail.mtaSts.announced`,
      );
    }
    return 0;
  },
};
