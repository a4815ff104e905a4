// What an action may do to an account, by its name alone. Source: AWS Service Authorization Reference, actions, resources and condition
// keys (checked 2026-11-26).

/** Nothing that a tool does needs these, and each of them is a way to more rights or out of sight. */
const NEVER_SERVICES = [
  "iam",
  "sts",
  "organizations",
  "account",
  "sso",
  "sso-admin",
  "sso-directory",
  "identitystore",
  "cloudtrail",
  "config",
  "guardduty",
  "securityhub",
  "access-analyzer",
  "cloudformation",
  "cloudcontrolapi",
  "billing",
  "budgets",
  "ce",
];
/** Resource policies and grants hand rights on. */
const HANDS_ON = /(Policy|Policies|Permission|Permissions|Acl|Grant|Grants)$/;
const WRITES = /^(Put|Set|Attach|Add|Create|Update|Modify|Replace)/;
/** Runs code that somebody chose, as somebody else. */
const RUNS_CODE =
  /^(ssm:(SendCommand|StartSession|StartAutomationExecution)|lambda:(Create|Update|Publish)\w*|ec2:RunInstances|ecs:(RegisterTaskDefinition|ExecuteCommand)|codebuild:StartBuild\w*|glue:CreateDevEndpoint|sagemaker:CreateNotebookInstance|events:(PutTargets|PutRule)|states:(Create|Update)StateMachine)$/;
/** With a key that is named, a tool may use it and no more. */
const KMS_USE = /^kms:(Encrypt|Decrypt|DescribeKey|GenerateDataKey(WithoutPlaintext)?)$/;

/** Why no tool may ever do it; undefined for what tools may do. */
export function neverForTools(action: string): string | undefined {
  const [service = "", name = ""] = action.split(":");
  if (NEVER_SERVICES.includes(service)) return `${service} decides who may do what, or who sees it`;
  if (service === "kms" && !KMS_USE.test(action)) return "it manages keys";
  if (RUNS_CODE.test(action)) return "it runs code of anybody's choice";
  if (WRITES.test(name) && HANDS_ON.test(name)) return "it hands rights on";
  return undefined;
}

const ENDS =
  /^(Batch)?(Delete|Remove|Terminate|Purge|Stop|Disable|Deregister|Reset|Cancel|Destroy|Reboot|Detach|Disassociate|Revoke|Abort|Restore)/;
const SENDS =
  /^(ses:Send\w*|sns:Publish\w*|mobiletargeting:Send\w*|social-messaging:Send\w*|sms-voice:Send\w*|chime:\w*Send\w*|connect:(Start|Send)\w*)$/;
const READS_SECRETS = /^(secretsmanager:(BatchGetSecretValue|GetSecretValue)|ssm:GetParameter\w*|kms:Decrypt)$/;
const STARTS =
  /^(lambda:Invoke\w*|states:Start\w*|ecs:(RunTask|StartTask)|batch:SubmitJob|execute-api:Invoke|athena:StartQueryExecution|rds-data:\w+|redshift-data:\w+)$/;

/** Why a person has to confirm it; undefined for what can be taken back. */
export function dangerousForTools(action: string): string | undefined {
  const [, name = ""] = action.split(":");
  if (ENDS.test(name)) return "it takes away or ends something";
  if (SENDS.test(action)) return "what is sent cannot be called back";
  if (READS_SECRETS.test(action)) return "it reads secrets, which a model may then tell";
  if (STARTS.test(action)) return "it starts something else, which may do more";
  return undefined;
}

/** Actions of services that know no resources. */
const WITHOUT_RESOURCES =
  /^(cloudwatch:PutMetricData|xray:Put\w+|textract:(Detect|Analyze)\w+|translate:Translate(Text|Document)|comprehend:(Batch)?Detect\w+|polly:SynthesizeSpeech|rekognition:Detect\w+|transcribe:StartStreamTranscription\w*|geo-places:\w+)$/;

export function knowsNoResources(action: string): boolean {
  return WITHOUT_RESOURCES.test(action);
}
