import type { SlipwayError } from "../../errors/slipway-error.ts";
import { toolRoleName } from "../names.ts";
import { toolStatements } from "../resolve/tools.ts";
import type { LaunchConfig } from "../schema/launch.ts";
import type { ToolsConfig } from "../schema/tools.ts";
import { dangerousForTools, knowsNoResources, neverForTools } from "./tool-actions.ts";
import { mistake, type Place, type Rule, type World } from "./world.ts";

/** A launch with tools, and where they stand in it. */
interface ToolsPlace extends Place {
  readonly launch: LaunchConfig;
  readonly tools: ToolsConfig;
}

interface Grant extends Place {
  readonly section: "allow" | "dangerous";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export const toolActionsNamed: Rule = (world) =>
  eachAction(world, (_, action) =>
    /[*?]/.test(action)
      ? {
          code: "TOOL_ACTION_WILDCARD",
          expected: "the full name of one action",
          got: action,
          fix: "list the actions that the tool calls: tomorrow the pattern fits what AWS adds today",
        }
      : undefined,
  );

export const toolActionsHarmless: Rule = (world) =>
  eachAction(world, (place, action) => {
    const [never, dangerous] = /[*?]/.test(action) ? [] : [neverForTools(action), dangerousForTools(action)];
    if (never !== undefined)
      return {
        code: "TOOL_ACTION_FORBIDDEN",
        expected: "an action that a model's mistake may trigger",
        got: `${action}: ${never}`,
        fix: "take it out; let a person or a job of your own do it",
      };
    if (dangerous === undefined || place.section === "dangerous") return undefined;
    return {
      code: "TOOL_ACTION_DANGEROUS",
      expected: "something that can be taken back",
      got: `${action}: ${dangerous}`,
      fix: "move it to tools.dangerous and name the person who confirms it each time",
    };
  });

/** Partition, service, region and account are words; a pattern may stand at the end of a named resource. */
const NAMED_RESOURCE = /^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws)?:[^*?]*[^*?:/][^*?]*\*?$/;

export const toolResourcesNamed: Rule = (world) =>
  grantsOf(world).flatMap((grant) =>
    grant.resources.flatMap((resource, index) => {
      if (NAMED_RESOURCE.test(resource) || (resource === "*" && grant.actions.every(knowsNoResources))) return [];
      return mistake(grant, ["resources", String(index)], {
        code: "TOOL_RESOURCE_OPEN",
        expected: "ARNs of named resources, with * at the end at most",
        got: resource,
        fix: "name the table, bucket or queue that the tool works on",
      });
    }),
  );

export const toolActionsPlaced: Rule = (world) =>
  grantsOf(world).flatMap((grant) => {
    if ((grant.actions.length === 0) === (grant.resources.length === 0)) return [];
    const missing = grant.actions.length === 0 ? "actions" : "resources";
    return mistake(grant, [missing], {
      code: "TOOL_GRANT_HALF",
      expected: "actions and the resources that they are for",
      got: `no ${missing}`,
      fix: "write both, or neither for what the application does by itself",
    });
  });

export const toolApproversKnown: Rule = (world) =>
  toolsIn(world).flatMap(({ file, path, launch, tools }) => {
    const { owner, approvers, recipient } = launch.people;
    const people = [owner, ...approvers.map(({ id }) => id), ...(recipient === undefined ? [] : [recipient])];
    return Object.entries(tools.dangerous).flatMap(([key, { approver }]) =>
      people.some((person) => person.toLowerCase() === approver.toLowerCase())
        ? []
        : [
            mistake({ file, path: [...path, "dangerous", key, "approver"] }, [], {
              code: "TOOL_APPROVER_UNKNOWN",
              expected: `one of the launch's people ${[...new Set(people)].join(", ")}`,
              got: approver,
              fix: "name somebody who answers for the launch, or list the person under people",
            }),
          ],
    );
  });

/** Source: IAM and AWS STS quotas (checked 2026-11-26). */
const MAX_ROLE_NAME = 64;
const MAX_INLINE_CHARACTERS = 10_240;

export const toolRolesFit: Rule = (world) =>
  toolsIn(world).flatMap(({ file, path, launch, tools }) =>
    Object.keys(launch.environments).flatMap((environment) => {
      const name = toolRoleName(launch.name, environment);
      const size = JSON.stringify(toolStatements(tools, environment)).replace(/\s/g, "").length;
      return [
        ...(name.length <= MAX_ROLE_NAME
          ? []
          : [[`a role name of ${MAX_ROLE_NAME} characters at most`, `${name}, which has ${name.length}`]]),
        ...(size <= MAX_INLINE_CHARACTERS ? [] : [[`a policy of ${MAX_INLINE_CHARACTERS} characters at most`, `one of ${size}`]]),
      ].map(([expected = "", got = ""]) =>
        mistake({ file, path }, [], {
          code: "TOOL_ROLE_TOO_LARGE",
          expected,
          got,
          fix: "shorten the names, or give groups of tools launches of their own",
        }),
      );
    }),
  );

export const toolBoundaryOwn: Rule = (world) =>
  toolsIn(world).flatMap(({ file, path, tools }) => {
    const { accountId } = world.configs.account.config.aws;
    const owner = /^arn:[^:]+:iam::([^:]+):/.exec(tools.permissionsBoundary ?? "")?.[1];
    if (owner === undefined || owner === accountId || owner === "aws") return [];
    return mistake({ file, path: [...path, "permissionsBoundary"] }, [], {
      code: "TOOL_BOUNDARY_FOREIGN",
      expected: `a policy of account ${accountId}, or of AWS`,
      got: `one of ${owner}`,
      fix: "a boundary lies in the role's own account: copy the policy there",
    });
  });

export const toolEnvironmentsApart: Rule = (world) =>
  grantsOf(world).flatMap((grant) => {
    if (Object.keys(grant.launch.environments).length < 2) return [];
    return grant.resources.flatMap((resource, index) =>
      resource === "*" || resource.includes("{environment}")
        ? []
        : [
            mistake(grant, ["resources", String(index)], {
              code: "TOOL_RESOURCE_SHARED",
              expected: "a resource for each environment, with {environment} in its ARN",
              got: resource,
              fix: "write {environment} where the names differ: staging's tools act on production's data otherwise",
            }),
          ],
    );
  });

export const toolResourcesHere: Rule = (world) =>
  grantsOf(world).flatMap((grant) =>
    grant.resources.flatMap((resource, index) => {
      const { accountId, region } = world.configs.account.config.aws;
      const [, , , theirRegion = "", theirAccount = ""] = resource.split(":");
      const isHere =
        (theirRegion === "" || theirRegion === region) && (theirAccount === "" || theirAccount === accountId || theirAccount === "aws");
      if (isHere) return [];
      return mistake(grant, ["resources", String(index)], {
        code: "TOOL_RESOURCE_ELSEWHERE",
        expected: `something in ${accountId} and ${region}`,
        got: resource,
        fix: "correct region and account, unless the tool works there on purpose",
      });
    }),
  );

function toolsIn({ configs }: World): ToolsPlace[] {
  return configs.launches.flatMap(({ file, config }) =>
    config.tools === undefined ? [] : [{ file, path: ["tools"], launch: config, tools: config.tools }],
  );
}

function grantsOf(world: World): (Grant & { readonly launch: LaunchConfig })[] {
  return toolsIn(world).flatMap(({ file, path, launch, tools }) =>
    (["allow", "dangerous"] as const).flatMap((section) =>
      Object.entries(tools[section]).map(([key, { actions, resources }]) => ({
        file,
        path: [...path, section, key],
        section,
        actions,
        resources,
        launch,
      })),
    ),
  );
}

function eachAction(world: World, judge: (grant: Grant, action: string) => Parameters<typeof mistake>[2] | undefined): SlipwayError[] {
  return grantsOf(world).flatMap((grant) =>
    grant.actions.flatMap((action, index) => {
      const parts = judge(grant, action);
      return parts === undefined ? [] : [mistake(grant, ["actions", String(index)], parts)];
    }),
  );
}
