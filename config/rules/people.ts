import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { People } from "../schema/common.ts";
import { parseSshKey } from "../ssh-key.ts";
import { mistake, type Place, type Rule, type World } from "./world.ts";

/** Source: OpenSSH release notes 9.1, RequiredRSASize; NIST SP 800-131A. */
const MIN_RSA_BITS = 2048;

export const approversDistinct: Rule = (world) =>
  eachPeople(world, (place, { approvers }) =>
    approvers.flatMap((approver, index) => {
      const samePerson = approvers.findIndex(({ id }) => id.toLowerCase() === approver.id.toLowerCase());
      const sameKey = approvers.findIndex(({ sshPublicKey }) => keyOf(sshPublicKey) === keyOf(approver.sshPublicKey));
      const first = Math.min(samePerson, sameKey);
      if (first === index) return [];
      return mistake(place, ["approvers", String(index)], {
        code: "APPROVER_TWICE",
        expected: "each person once, with a key of their own",
        got: `${approver.id} with ${samePerson < index ? "the name" : "the key"} of approver ${first}`,
        fix: "remove one of the two, or add the other person's own key",
      });
    }),
  );

export const approverKeys: Rule = (world) =>
  eachPeople(world, (place, { approvers }) =>
    approvers.flatMap(({ sshPublicKey }, index) => {
      const key = parseSshKey(sshPublicKey);
      const field = ["approvers", String(index), "sshPublicKey"];
      if (!key.ok) {
        return mistake(place, field, {
          code: "SSH_KEY_UNREADABLE",
          expected: "the line of an OpenSSH .pub file",
          got: key.reason,
          fix: "paste the line again, whole",
        });
      }
      if (key.algorithm !== "ssh-rsa" || key.bits >= MIN_RSA_BITS) return [];
      return mistake(place, field, {
        code: "SSH_KEY_WEAK",
        expected: `an RSA key of at least ${MIN_RSA_BITS} bits, or an ed25519 key`,
        got: `${key.bits} bits`,
        fix: "make a new key with ssh-keygen -t ed25519",
      });
    }),
  );

export const quorumReachable: Rule = (world) => [
  ...eachPeople(world, (place, { approvers, quorum }) =>
    quorum <= approvers.length
      ? []
      : [
          mistake(place, ["quorum"], {
            code: "QUORUM_UNREACHABLE",
            expected: `at most ${approvers.length}, the number of approvers`,
            got: String(quorum),
            fix: "lower the quorum or add approvers",
          }),
        ],
  ),
  // a zone's run needs as many people as the strictest environment in it
  ...world.configs.zones.flatMap(({ file, config: { domain, people } }) => {
    const strictest = world.environments.filter(({ config }) => config.zone === domain).map(({ launch }) => launch.people.quorum);
    const quorum = Math.max(people.quorum, ...strictest);
    if (quorum === people.quorum || quorum <= people.approvers.length) return [];
    return mistake({ file, path: ["people"] }, ["approvers"], {
      code: "QUORUM_UNREACHABLE",
      expected: `at least ${quorum} approvers, as the strictest environment in the zone asks for so many`,
      got: String(people.approvers.length),
      fix: "add approvers to the zone or lower the environment's quorum",
    });
  }),
];

export const approversBesideOwner: Rule = (world) =>
  eachPeople(world, (place, { owner, approvers }) => {
    if (approvers.some(({ id }) => id.toLowerCase() !== owner.toLowerCase())) return [];
    return [
      mistake(place, ["approvers"], {
        code: "APPROVER_IS_ONLY_OWNER",
        expected: "an approver other than the owner",
        got: `only ${owner}`,
        fix: "add a second person: nobody approves a run of their own",
      }),
    ];
  });

export const recipientsNamed: Rule = ({ configs }) =>
  configs.launches.flatMap(({ file, config }) => {
    const { owner, recipient } = config.people;
    if (recipient !== undefined && recipient.toLowerCase() !== owner.toLowerCase()) return [];
    return mistake({ file, path: ["people", "recipient"] }, [], {
      code: "RECIPIENT_MISSING",
      expected: "a person other than the owner who takes over",
      got: recipient ?? "nothing",
      fix: "name who redeploys from code when the owner is away",
    });
  });

function keyOf(line: string): string {
  return line.split(" ")[1] ?? "";
}

function eachPeople({ configs }: World, judge: (place: Place, people: People) => SlipwayError[]): SlipwayError[] {
  return [configs.account, ...configs.zones, ...configs.launches].flatMap(({ file, config }) =>
    judge({ file, path: ["people"] }, config.people),
  );
}
