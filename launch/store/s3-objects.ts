import type { S3Client } from "@aws-sdk/client-s3";
import { sha256Hex } from "../json.ts";
import { asStoreError, foreignObject, isMissing, isPreconditionLost, unencrypted } from "./s3-errors.ts";

/** Where a bucket is, and whose it must be. */
export interface BucketPlace {
  readonly bucket: string;
  readonly region: string;
  /** A bucket of this name in anybody else's account is refused. */
  readonly accountId: string;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  /** Of the one write that made it. */
  readonly writeId: string;
}

/** What has to be true of the key for a write to happen: nothing there, or that very object. */
export type Condition = { readonly absent: true } | { readonly etag: string };

export interface S3Objects {
  /** Whether the account has the bucket, and whether it keeps what is overwritten. */
  readonly bucket: () => Promise<"missing" | "not-versioned" | "versioned">;
  /** Undefined means that there is none; whatever else stands in the way of an answer throws. */
  readonly get: (key: string) => Promise<StoredObject | undefined>;
  /** The etag of what was written; undefined when the condition does not hold. */
  readonly put: (key: string, bytes: Uint8Array, writeId: string, condition?: Condition) => Promise<string | undefined>;
  /** False when the condition does not hold. */
  readonly remove: (key: string, etag: string) => Promise<boolean>;
  readonly removeAll: (keys: readonly string[]) => Promise<void>;
  /** Full keys below a prefix; with `delimiter`, those of one level, and its folders without their slash. */
  readonly list: (prefix: string, delimiter?: "/") => Promise<readonly string[]>;
}

/** Every object says what it must hold, so that a torn one, or one that something else put there, is never taken for a record. */
const HASH = "slipway-sha256";
const WRITE = "slipway-write";

const CONNECT_MILLISECONDS = 5_000;
/** For one answer, however big. */
const ANSWER_MILLISECONDS = 60_000;
/** Tries of one request, by the SDK, on throttling, 5xx and lost connections. */
const ATTEMPTS = 4;
/** S3 says so while another write of the same key is under way. Source: S3 API, PutObject, ConditionalRequestConflict (checked 2026-11-25). */
const CONFLICTS = 5;
/** Source: S3 API, DeleteObjects (checked 2026-11-25). */
const KEYS_A_REQUEST = 1_000;

/**
 * Objects of one bucket: conditional writes (`If-None-Match`, `If-Match`), hashes checked, errors in our words. Loads the SDK at first use.
 * Encryption is the bucket's own (at least SSE-S3); an answer that does not say so is refused.
 */
export function openS3Objects(place: BucketPlace, environment: Readonly<Record<string, string | undefined>>): S3Objects {
  let opened: Promise<Sdk> | undefined;
  const send = async <Result>(key: string, request: (sdk: Sdk) => Promise<Result>): Promise<Result> => {
    try {
      opened ??= openSdk(place, environment);
      return await request(await opened);
    } catch (error) {
      throw asStoreError(error, place, key);
    }
  };
  const common = { Bucket: place.bucket, ExpectedBucketOwner: place.accountId };
  return {
    bucket: async () =>
      await send("", async ({ client, s3 }) => {
        const found = await client.send(new s3.HeadBucketCommand(common)).catch(unlessNotFound);
        if (found === undefined) return "missing";
        const { Status: status } = await client.send(new s3.GetBucketVersioningCommand(common));
        return status === "Enabled" ? "versioned" : "not-versioned";
      }),
    get: async (key) =>
      await send(key, async ({ client, s3 }) => {
        const found = await client.send(new s3.GetObjectCommand({ ...common, Key: key })).catch(unlessMissing);
        if (found === undefined) return undefined;
        const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
        const { [HASH]: hash, [WRITE]: writeId = "" } = found.Metadata ?? {};
        if (hash === undefined) throw foreignObject(place, key, "an object without a hash of ours");
        if (sha256Hex(bytes) !== hash) throw foreignObject(place, key, "other bytes than its hash says");
        return { bytes, etag: found.ETag ?? "", writeId };
      }),
    put: async (key, bytes, writeId, condition) =>
      await send(key, async ({ client, s3 }) => {
        const only = condition === undefined ? {} : "etag" in condition ? { IfMatch: condition.etag } : { IfNoneMatch: "*" };
        const metadata = { [HASH]: sha256Hex(bytes), [WRITE]: writeId };
        const command = new s3.PutObjectCommand({ ...common, ...only, Key: key, Body: bytes, Metadata: metadata });
        const written = await unlessConflicting(async () => await client.send(command));
        if (written === undefined) return undefined;
        if (written.ServerSideEncryption === undefined) throw unencrypted(place);
        return written.ETag ?? "";
      }),
    remove: async (key, etag) =>
      await send(key, async ({ client, s3 }) => {
        const command = new s3.DeleteObjectCommand({ ...common, Key: key, IfMatch: etag });
        return (await unlessConflicting(async () => await client.send(command))) !== undefined;
      }),
    removeAll: async (keys) => {
      for (let start = 0; start < keys.length; start += KEYS_A_REQUEST) {
        const some = keys.slice(start, start + KEYS_A_REQUEST);
        await send(some[0] ?? "", async ({ client, s3 }) => {
          const Objects = some.map((Key) => ({ Key }));
          const { Errors: errors = [] } = await client.send(new s3.DeleteObjectsCommand({ ...common, Delete: { Objects, Quiet: true } }));
          if (errors[0] !== undefined) throw Object.assign(new Error(errors[0].Message ?? ""), { name: errors[0].Code ?? "" });
        });
      }
    },
    list: async (prefix, delimiter) =>
      await send(prefix, async ({ client, s3 }) => {
        const found: string[] = [];
        let token: string | undefined;
        do {
          const more = token === undefined ? {} : { ContinuationToken: token };
          const page = await client.send(
            new s3.ListObjectsV2Command({
              ...common,
              ...more,
              Prefix: prefix,
              ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
            }),
          );
          found.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
          found.push(...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix.replace(/\/$/, "")));
          token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
        } while (token !== undefined);
        return found;
      }),
  };
}

interface Sdk {
  readonly client: S3Client;
  readonly s3: typeof import("@aws-sdk/client-s3");
}

async function openSdk({ region }: BucketPlace, environment: Readonly<Record<string, string | undefined>>): Promise<Sdk> {
  const s3 = await import("@aws-sdk/client-s3");
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "", AWS_SESSION_TOKEN: sessionToken } = environment;
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const client = new s3.S3Client({
    region,
    maxAttempts: ATTEMPTS,
    followRegionRedirects: false,
    requestHandler: { connectionTimeout: CONNECT_MILLISECONDS, requestTimeout: ANSWER_MILLISECONDS, throwOnRequestTimeout: true },
    // without keys in the environment: profiles, roles and tokens, as every AWS tool looks for them
    ...(accessKeyId === ""
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
    // an endpoint of one's own has no host name for every bucket
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  return { client, s3 };
}

/** An answer to HEAD has no body, so no name but that of its status. Source: S3 API, HeadBucket (checked 2026-11-26). */
function unlessNotFound(error: unknown): undefined {
  if (error instanceof Error && (error.name === "NotFound" || error.name === "NoSuchBucket")) return undefined;
  throw error;
}

function unlessMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}

/** Undefined when the condition does not hold. */
async function unlessConflicting<Result>(request: () => Promise<Result>): Promise<Result | undefined> {
  for (let left = CONFLICTS; ; left -= 1) {
    try {
      return await request();
    } catch (error) {
      const lost = isPreconditionLost(error);
      if (lost === "lost") return undefined;
      if (lost === "conflict" && left > 0) continue;
      throw error;
    }
  }
}
