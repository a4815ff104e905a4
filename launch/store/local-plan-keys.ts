import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { refusal } from "../refusal.ts";
import { keyMissing, type PlanContext, type PlanKeys, planUnreadable } from "./plan-keys.ts";
import { hasCode } from "./system-error.ts";

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const ID_DIGITS = 16;
const KEY_TEXT = /^[0-9a-f]{64}\n$/;
const WRAPPED = /^local ([0-9a-f]{16}) ([0-9a-f]{32})$/;

/**
 * Keys out of one file of the user's own, made at the first plan. Each plan file has a key of its own (HKDF, RFC 5869) from a salt that
 * lies beside it. Who has the store and not this file can read no plan.
 */
export function localPlanKeys(file: string): PlanKeys {
  return {
    make: async (context) => {
      const secret = (await readSecret(file, context)) ?? (await makeSecret(file, context));
      const salt = randomBytes(SALT_BYTES);
      return { key: derive(secret, salt, context), wrapped: `local ${idOf(secret)} ${salt.toString("hex")}` };
    },
    open: async (wrapped, context) => {
      const [, id, salt] = WRAPPED.exec(wrapped) ?? [];
      if (wrapped.startsWith("kms ")) {
        throw keyMissing(
          context,
          "a key of AWS KMS, and a configuration that names none",
          "name the key in config/account.ts, state.kmsKey",
        );
      }
      if (id === undefined || salt === undefined) throw planUnreadable(context, "a key that cannot be read");
      const secret = await readSecret(file, context);
      if (secret === undefined) throw keyMissing(context, `no ${file}: it was planned on another machine or by another user`);
      if (idOf(secret) !== id)
        throw keyMissing(context, `${file}, another key than ${id}: it was planned on another machine or by another user`);
      return derive(secret, Buffer.from(salt, "hex"), context);
    },
  };
}

function derive(secret: Uint8Array, salt: Uint8Array, { run, stack }: PlanContext): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, salt, `slipway plan file ${run} ${stack}`, KEY_BYTES));
}

/** Tells keys apart without telling anything of them. */
function idOf(secret: Uint8Array): string {
  return createHmac("sha256", secret).update("slipway plan key id").digest("hex").slice(0, ID_DIGITS);
}

/** Looks at the very file that it reads, so that nobody can exchange it in between. */
async function readSecret(file: string, context: PlanContext): Promise<Uint8Array | undefined> {
  const handle = await open(file, constants.O_RDONLY).catch((error: unknown) => {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return undefined;
    throw unsafe(context, file, "a file that cannot be opened", "make it yours with mode 0600, or remove it and plan again");
  });
  if (handle === undefined) return undefined;
  try {
    const found = await handle.stat();
    const mode = found.mode & 0o777;
    if ((mode & 0o077) !== 0)
      throw unsafe(
        context,
        file,
        `mode 0${mode.toString(8)}`,
        `chmod 600 ${file}; if others could read it, remove it instead and plan again`,
      );
    if (process.getuid !== undefined && found.uid !== process.getuid())
      throw unsafe(context, file, `a file of user ${found.uid}`, "use a key file of your own");
    const text = found.isFile() ? await handle.readFile("utf8") : "";
    if (!KEY_TEXT.test(text)) throw unsafe(context, file, "no key", "remove it and plan again");
    return Buffer.from(text.trim(), "hex");
  } finally {
    await handle.close();
  }
}

/** Appears whole or not at all, and the first of two makers wins. */
async function makeSecret(file: string, context: PlanContext): Promise<Uint8Array> {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${randomBytes(KEY_BYTES).toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
    await link(draft, file).catch((error: unknown) => {
      if (!hasCode(error, "EEXIST")) throw error;
    });
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    throw keyMissing(context, `no ${file}, and none can be made: ${got}`, "set XDG_CONFIG_HOME to a folder of your own");
  } finally {
    await rm(draft, { force: true }).catch(() => undefined); // where no file can be made, none is left
  }
  const secret = await readSecret(file, context);
  if (secret === undefined) throw keyMissing(context, `no ${file}, though it was just made`, "plan again");
  return secret;
}

function unsafe({ run, stack }: PlanContext, file: string, got: string, fix: string): Error {
  return refusal("PLAN_KEY_UNSAFE", `${run}: ${stack}`, `${file}, a key that you alone can read`, got, fix);
}
