import { SlipwayError } from "../errors/slipway-error.ts";

/** What a machine refuses about a file or a folder, in words. Source: errno(3). */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "a read-only disk",
  ENOSPC: "a full disk",
  EDQUOT: "a full quota",
  EISDIR: "a folder",
  ENOTDIR: "a file where a folder should be",
  EEXIST: "a file where a folder should be",
  ELOOP: "links that lead in a circle",
  ENAMETOOLONG: "a name that is too long for the disk",
  EMFILE: "too many open files",
  ENFILE: "too many open files",
};

/** Calls that no longer know the name of the file. */
const ON_OPEN_FILES = ["read", "write", "fsync", "fdatasync"];

/** A refusal by the disk, said as a mistake of the place and not of the program; undefined for anything else. */
export function systemError(error: unknown): SlipwayError | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { code } = error;
  const place = "path" in error ? error.path : "syscall" in error && ON_OPEN_FILES.includes(String(error.syscall)) ? "disk" : undefined;
  const got = typeof code === "string" && Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
  if (got === undefined || typeof place !== "string") return undefined;
  return new SlipwayError(
    {
      kind: "config",
      code: "FILE_UNUSABLE",
      where: place,
      expected: "a place that slipway may read and write",
      got: `${got} (${String(code)})`,
      fix: "mend the place, or name another project folder with --dir",
    },
    { cause: error },
  );
}
