import { awsThing } from "./aws-thing.ts";

// Source: Amazon CloudFront API reference, CreateFunction and DeleteFunction; CloudFront quotas, functions (checked 2026-11-26).

const FUNCTION = "aws_cloudfront_function";
const MAX_BYTES = 10_240;

/** Code at the edge of CloudFront. The world does not run it. */
export const cloudfrontFunction = awsThing({
  type: FUNCTION,
  key: "name",
  unique: { by: "name", says: (name) => `FunctionAlreadyExists: A function with the same name already exists in this account: ${name}` },
  make: ({ planned, around }) => ({
    id: String(planned.name),
    arn: `arn:aws:cloudfront::${around.world.awsAccountId}:function/${String(planned.name)}`,
    status: planned.publish === false ? "UNPUBLISHED" : "UNASSOCIATED",
    ...stamps(planned.publish !== false, around.world.newId),
  }),
  remake: ({ planned, around }) => stamps(planned.publish !== false, around.world.newId),
  refuse: ({ planned }) => [
    ...(Buffer.byteLength(String(planned.code)) > MAX_BYTES
      ? [`FunctionSizeLimitExceeded: The function is too large: at most ${MAX_BYTES} bytes`]
      : []),
    ...(/^[A-Za-z0-9_-]{1,64}$/.test(String(planned.name))
      ? []
      : [`InvalidArgument: the function name ${String(planned.name)} is invalid`]),
    ...(/\bfunction\s+handler\s*\(/.test(String(planned.code)) ? [] : ["InvalidArgument: the code has no function called handler"]),
  ],
  more: {
    notReturned: ["publish"],
    refuseRemoval: ({ arn }, { world }) =>
      world.objects("aws_cloudfront_distribution").some(({ attributes }) => JSON.stringify(attributes).includes(`"${String(arn)}"`))
        ? ["FunctionInUse: Cannot delete the function, it is in use by one or more distributions."]
        : [],
  },
});

/** Every write has a stamp of its own, and a publication the same again. */
function stamps(isPublished: boolean, newId: (type: string) => string): { readonly etag: string; readonly live_stage_etag: string } {
  const etag = `E${newId(FUNCTION).slice(0, 13).toUpperCase()}`;
  return { etag, live_stage_etag: isPublished ? etag : "" };
}
