import { adviceOn } from "../../../launch/terraform/vendor-refusal.ts";

const ADOPT = /slipway adopt zone\/shop\.example/;

it.each([
  ["81058: An identical record already exists.", ADOPT],
  ["81053: An A, AAAA, or CNAME record with that host already exists.", ADOPT],
  ["20217: exceeded maximum number of zone rulesets for phase http_request_firewall_managed", ADOPT],
  ["creating IAM Role (shop): EntityAlreadyExists: Role with name shop already exists.", ADOPT],
  ["ResourceExistsException: The operation failed because the secret shop already exists.", ADOPT],
  ["InvalidRequestException: a secret with this name is already scheduled for deletion.", /recovery window/],
  ['failed to make http request: 403 Forbidden {"errors":[{"code":10000,"message":"Authentication error"}]}', /credentials/],
  ["api error AccessDeniedException: not authorized to perform: ecs:CreateCluster", /credentials/],
  ["api error ThrottlingException: Rate exceeded", /wait/],
  ["api error LimitExceededException: Cannot exceed quota for RolesPerAccount", /quota/],
])("knows what %s asks for", (error, advice) => {
  expect(adviceOn(["Error: something else went first", error], "zone/shop.example")).toMatch(advice);
});

it.each(["1004: DNS Validation Error: content is invalid", "ValidationError: period must be a multiple of 60", ""])(
  "gives no advice on %j, which the config has to mend",
  (error) => {
    expect(adviceOn([error], "zone/shop.example")).toBeUndefined();
  },
);
