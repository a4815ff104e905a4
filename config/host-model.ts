import type { AccessModel } from "./access-model.ts";
import type { ServingHostConfig } from "./schema/hosts.ts";

export interface HostModel {
  readonly key: string;
  readonly name: string;
  readonly kind: ServingHostConfig["kind"];
  /** Absent where the environment's target serves the host. */
  readonly origin?: string;
  /** Every name that it has in any stage, for certificates behind the edge; absent where `name` is the only one. */
  readonly certifiedNames?: readonly string[];
  /** Every response header set at the edge, defaults included; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** internal hosts only; empty when networks do not matter */
  readonly allowFrom: readonly string[];
  /** internal hosts only; absent without a login at the edge */
  readonly access?: AccessModel;
  /** Which pages of other origins browsers let in; absent where the origin server decides. */
  readonly cors?: CorsModel;
  /** api hosts only: what becomes of requests that no route lists. */
  readonly unknownPaths?: "block" | "pass";
}

export interface CorsModel {
  /** Serialized origins in codepoint order, or "*" alone. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly requestHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly credentials: boolean;
  readonly maxAgeSeconds: number;
}

export interface RedirectModel {
  readonly key: string;
  /** host name that visitors ask for */
  readonly from: string;
  /** host name they are sent to */
  readonly to: string;
  readonly statusCode: 301 | 302;
}
