export const BUCKET = "slipway-state";
export const REGION = "eu-west-1";

/** As `stacks/base-stack.ts` writes it for `state.kind: "s3"`; the emulator is reached by the environment. */
export function backendOf(stack: string): Readonly<Record<string, unknown>> {
  return {
    bucket: BUCKET,
    key: stateKey(stack),
    region: REGION,
    use_lockfile: true,
    encrypt: true,
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
    use_path_style: true,
  };
}

export function stateKey(stack: string): string {
  return `slipway/state/${stack}.tfstate`;
}

/** The state bucket of an emulated account, as a test sees it: it looks in without credentials, terraform does not. */
export interface StateBucket {
  readonly create: () => Promise<void>;
  /** With everything in it. */
  readonly remove: () => Promise<void>;
  /** Parsed; undefined when there is no such object. */
  readonly read: (key: string) => Promise<unknown>;
  readonly write: (key: string, value: unknown) => Promise<void>;
  readonly lock: (stack: string) => Promise<unknown>;
}

export function stateBucket(endpoint: string): StateBucket {
  const url = `${endpoint}/${BUCKET}`;
  const call = async (method: string, to: string, body?: string): Promise<Response> => {
    const answer = await fetch(to, { method, ...(body === undefined ? {} : { body }), signal: AbortSignal.timeout(10_000) });
    if (!answer.ok && answer.status !== 404) throw new Error(`${method} ${to}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const read = async (key: string): Promise<unknown> => {
    const answer = await call("GET", `${url}/${key}`);
    return answer.ok ? await answer.json() : undefined;
  };
  return {
    create: async () => {
      // without a constraint the bucket is in us-east-1, and the backend is sent away
      const location = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
      await call("PUT", url, location);
      const actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:DeleteBucket"];
      const mayLook = {
        Effect: "Allow",
        Principal: "*",
        Action: actions,
        Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
      };
      await call("PUT", `${url}?policy`, JSON.stringify({ Version: "2012-10-17", Statement: [mayLook] }));
    },
    remove: async () => {
      const keys = [...(await (await call("GET", `${url}?list-type=2`)).text()).matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key);
      for (const key of keys) await call("DELETE", `${url}/${key}`);
      await call("DELETE", url);
    },
    read,
    write: async (key, value) => {
      await call("PUT", `${url}/${key}`, JSON.stringify(value));
    },
    lock: async (stack) => await read(`${stateKey(stack)}.tflock`),
  };
}
