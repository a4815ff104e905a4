import type { ContainerModel } from "./container-model.ts";
import type { FunctionTargetConfig } from "./schema/function-target.ts";
import type { CloudFrontConfig } from "./schema/static-target.ts";
import type { WorkerTargetConfig } from "./schema/worker-target.ts";

/** A host that the environment's target serves. */
export interface ServedHost {
  /** Address of what belongs to the host in its stack. */
  readonly key: string;
  readonly name: string;
  /** Names that have a certificate, its own among them, each with an address of its own. */
  readonly certificates: readonly { readonly key: string; readonly name: string }[];
}

/** Who gets how many of the requests: `live` all of them, or what `beside` leaves. */
export interface TrafficModel {
  /** A version, or "new" for the one that this configuration makes. */
  readonly live: string;
  /** At most one other version, with its share in (0, 1). */
  readonly beside?: { readonly version: string; readonly share: number };
}

export type FunctionVariableModel =
  | { readonly variable: string; readonly value: string }
  /** The function gets the secret's ARN and reads the value itself. */
  | { readonly variable: string; readonly slot: string };

export interface FunctionModel {
  readonly kind: "function";
  /** `<launch>-<environment>`: of the function, its role and its API alike. */
  readonly name: string;
  readonly code: FunctionTargetConfig["code"];
  readonly architecture: FunctionTargetConfig["architecture"];
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  readonly variables: readonly FunctionVariableModel[];
  readonly traffic: TrafficModel;
  readonly front: FunctionTargetConfig["front"];
  /** How long the front waits for an answer, in seconds. */
  readonly frontTimeoutSeconds: number;
  /** Whether asynchronous events that failed are kept in a queue. */
  readonly keepsFailures: boolean;
  readonly hosts: readonly ServedHost[];
}

export interface WorkerModel {
  readonly kind: "worker";
  /** `<launch>-<environment>` */
  readonly name: string;
  /** The module as it lies in config/workers. */
  readonly script: { readonly file: string; readonly content: string };
  readonly compatibilityDate: string;
  readonly variables: readonly { readonly variable: string; readonly value: string }[];
  /** Secrets of the account's Secrets Store, by the name of their binding. */
  readonly storeSecrets: readonly { readonly variable: string; readonly storeId: string; readonly name: string }[];
  readonly attach: WorkerTargetConfig["attach"];
  readonly traffic: TrafficModel;
  /** Share of invocations in the logs, in (0, 1]. */
  readonly logSampling: number;
  readonly hosts: readonly ServedHost[];
}

/** Files in S3 behind CloudFront. */
export interface SiteModel {
  readonly kind: "site";
  /** `<launch>-<environment>` */
  readonly name: string;
  /** Unique in the world of S3: the name with the account's number. */
  readonly bucket: string;
  readonly index: string;
  readonly unknownPaths: CloudFrontConfig["unknownPaths"];
  readonly notFoundPage?: string;
  /** Prefixes that start and end with a slash. */
  readonly cachedPaths: readonly string[];
  /** IPv4 ranges from which visitors come through Cloudflare. */
  readonly edgeRanges: readonly string[];
  readonly hosts: readonly ServedHost[];
}

/** Files at Cloudflare Pages. */
export interface PagesModel {
  readonly kind: "pages";
  /** `<launch>-<environment>` */
  readonly name: string;
  readonly productionBranch: string;
  readonly hosts: readonly ServedHost[];
}

/** A target that Slipway makes. */
export type WorkloadModel = FunctionModel | ContainerModel | SiteModel | PagesModel | WorkerModel;
