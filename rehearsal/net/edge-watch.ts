import { request } from "node:https";
import { LOOPBACK } from "./listen.ts";

/** One look at an endpoint, as a health checker takes it. */
export type EdgeWatch = (endpoint: { readonly host: string; readonly path: string; readonly contains?: string }) => Promise<boolean>;

/** How far a checker reads, and how long it waits. Source: Route 53 developer guide, how health checks work (checked 2026-11-22). */
const READ_BYTES = 5120;
const PATIENCE_MS = 4000;

/** Healthy is any status from 200 to 399, and the text where one is looked for. Source: as above. */
export function edgeWatch({ port, caPem }: { readonly port: number; readonly caPem: string }): EdgeWatch {
  return ({ host, path, contains }) =>
    new Promise((resolve) => {
      const asked = request(
        {
          host: LOOPBACK,
          port,
          path,
          servername: host,
          ca: caPem,
          headers: { host, "user-agent": "Amazon-Route53-Health-Check-Service" },
          timeout: PATIENCE_MS,
        },
        (response) => {
          const { statusCode: status = 0 } = response;
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const text = Buffer.concat(chunks).subarray(0, READ_BYTES).toString("utf8");
            resolve(status >= 200 && status < 400 && (contains === undefined || text.includes(contains)));
          });
          response.on("error", () => resolve(false));
        },
      );
      asked.on("timeout", () => asked.destroy());
      asked.on("error", () => resolve(false));
      asked.end();
    });
}
