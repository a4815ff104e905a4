import type { Wanted } from "../../launch/recover/recover-findings.ts";
import { REGION } from "./state-bucket.ts";

/** What an emulated account holds, asked over the vendor's own interfaces and not through terraform. */
export interface AwsAccount {
  /** `<type> <id>` of everything of the types in use, sorted; an id is what terraform calls one. */
  readonly ids: () => Promise<readonly string[]>;
  /** For a recovery: who has this natural key. */
  readonly lookup: (wanted: Wanted) => Promise<readonly string[] | undefined>;
}

export function awsAccount(endpoint: string): AwsAccount {
  const call = async (service: string, headers: Readonly<Record<string, string>>, body: string): Promise<string> => {
    // an emulator goes by the scope and checks no signature
    const authorization = `AWS4-HMAC-SHA256 Credential=emulated/20261122/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const options = { method: "POST", headers: { ...headers, authorization }, body, signal: AbortSignal.timeout(30_000) };
    return await (await fetch(endpoint, options)).text();
  };
  const json = async (service: string, target: string): Promise<unknown> =>
    JSON.parse(await call(service, { "content-type": "application/x-amz-json-1.1", "x-amz-target": target }, "{}"));
  const topics = async (): Promise<readonly string[]> => {
    const text = await call("sns", { "content-type": "application/x-www-form-urlencoded" }, "Action=ListTopics&Version=2010-03-31");
    return [...text.matchAll(/<TopicArn>([^<]+)<\/TopicArn>/g)].flatMap(([, arn]) => arn ?? []);
  };
  const parameters = async (): Promise<readonly string[]> =>
    namesIn(await json("ssm", "AmazonSSM.DescribeParameters"), "Parameters", "Name");
  const secrets = async (): Promise<readonly string[]> =>
    namesIn(await json("secretsmanager", "secretsmanager.ListSecrets"), "SecretList", "ARN");
  return {
    ids: async () => {
      const [sns, ssm, sm] = await Promise.all([topics(), parameters(), secrets()]);
      const told = (type: string, ids: readonly string[]): readonly string[] => ids.map((id) => `${type} ${id}`);
      return [...told("aws_sns_topic", sns), ...told("aws_ssm_parameter", ssm), ...told("aws_secretsmanager_secret", sm)].sort();
    },
    lookup: async ({ type, key: { name } }) => {
      if (type === "aws_sns_topic") return (await topics()).filter((arn) => arn.endsWith(`:${name}`));
      if (type === "aws_ssm_parameter") return (await parameters()).filter((each) => each === name);
      // a secret's ARN ends in its name and six characters more
      if (type === "aws_secretsmanager_secret") return (await secrets()).filter((arn) => arn.slice(0, -7).endsWith(`:${name}`));
      return undefined;
    },
  };
}

function namesIn(answer: unknown, list: string, name: string): readonly string[] {
  const { [list]: found = [] }: Record<string, readonly Record<string, string>[]> = JSON.parse(JSON.stringify(answer));
  return found.flatMap((each) => each[name] ?? []);
}
