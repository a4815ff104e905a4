import { SlipwayError } from "../../errors/slipway-error.ts";
import { oneLine, refusal } from "../refusal.ts";
import type { BucketPlace } from "./s3-objects.ts";

// What S3 says when it says no. Source: S3 API, Error responses; S3 User Guide, Conditional requests (checked 2026-11-25).

/** No such object. A missing bucket is something else. */
export function isMissing(error: unknown): boolean {
  return nameOf(error) === "NoSuchKey";
}

/** `If-None-Match` or `If-Match` does not hold: 412, or 404 where the object that had to match is gone. 409: another write was under way. */
export function isPreconditionLost(error: unknown): "lost" | "conflict" | undefined {
  const name = nameOf(error);
  if (name === "PreconditionFailed" || name === "NoSuchKey") return "lost";
  return name === "ConditionalRequestConflict" || name === "OperationAborted" ? "conflict" : undefined;
}

const DENIED =
  /^(AccessDenied|AllAccessDisabled|AccountProblem|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|TokenRefreshRequired|RequestTimeTooSkewed|CredentialsProviderError|Forbidden)/;
const ELSEWHERE = /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|TemporaryRedirect)$/;

/** Every answer that is none, in our words. Nothing here is ever "there is no such record". */
export function asStoreError(error: unknown, place: BucketPlace, key: string): unknown {
  if (error instanceof SlipwayError) return error;
  const name = nameOf(error);
  const said = oneLine(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  const where = `s3://${place.bucket}/${key}`;
  const status = statusOf(error);
  if (name === "NoSuchBucket") {
    const fix = "make it with slipway bootstrap, or mend state.bucket in config/account.ts";
    return new SlipwayError(
      { kind: "config", code: "STORE_BUCKET_MISSING", where, expected: "the bucket of the run store", got: said, fix },
      { cause: error },
    );
  }
  if (ELSEWHERE.test(name) || status === 301) {
    const fix = "mend state.region in config/account.ts";
    return new SlipwayError(
      { kind: "config", code: "STORE_BUCKET_MISSING", where, expected: `a bucket in ${place.region}`, got: said, fix },
      { cause: error },
    );
  }
  if (DENIED.test(name) || status === 401 || status === 403) {
    const expected = `credentials that may use the bucket of account ${place.accountId}`;
    const fix = "renew the credentials, or let them get, put, delete and list below the store's prefix";
    return new SlipwayError({ kind: "config", code: "STORE_ACCESS_DENIED", where, expected, got: said, fix }, { cause: error });
  }
  const fix = "restore the way to S3 and run the command again; what it was doing is on record or did not happen";
  return new SlipwayError(
    { kind: "undecided", code: "STORE_UNREACHABLE", where, expected: "an answer of S3", got: said, fix },
    { cause: error },
  );
}

export function foreignObject({ bucket }: BucketPlace, key: string, got: string): Error {
  const fix = "find out who wrote it, and restore the version before it";
  return refusal("STORE_OBJECT_FOREIGN", `s3://${bucket}/${key}`, "a record as slipway wrote it", got, fix);
}

export function unencrypted({ bucket }: BucketPlace): Error {
  const fix = "give the bucket a default encryption";
  return refusal("STORE_NOT_ENCRYPTED", `s3://${bucket}`, "objects that are encrypted at rest", "one that is not", fix);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
