import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Client, credentials } from "@grpc/grpc-js";
import { encode } from "@msgpack/msgpack";
import { decodeMessage, encodeMessage, type Message, type Rpc } from "../../../rehearsal/protocol/messages.ts";
import { awsPluginDir } from "../emulator.ts";

/** The newest version of the AWS provider that machines without a registry hold. */
export const REAL_AWS_VERSION = "5.100.0";

/** Calls of protocol 6 and what protocol 5 names them; the numbers of the fields are the same. Source: hashicorp/terraform, docs/plugin-protocol. */
const CALLS = {
  GetProviderSchema: "GetSchema",
  ConfigureProvider: "Configure",
  ValidateResourceConfig: "ValidateResourceTypeConfig",
  PlanResourceChange: "PlanResourceChange",
} as const satisfies Partial<Record<Rpc, string>>;

export type OracleCall = keyof typeof CALLS;

export interface RealProvider {
  readonly call: (rpc: OracleCall, request: Message) => Promise<Message>;
  readonly stop: () => Promise<void>;
}

const START_LIMIT_MS = 30_000;
/** `-debug` prints how terraform is to attach to the provider. */
const REATTACH = /TF_REATTACH_PROVIDERS='(.+)'/;

/** What makes the provider start without an account and without a network. */
const OFFLINE = {
  access_key: "AKIAFAKEFAKEFAKEFAKE",
  secret_key: "fake",
  region: "us-east-1",
  skip_credentials_validation: true,
  skip_metadata_api_check: "true",
  skip_region_validation: true,
  skip_requesting_account_id: true,
};

/** The real AWS provider, in a process of its own, which answers plans offline. */
export async function startRealProvider(): Promise<RealProvider> {
  const folder = join(awsPluginDir(REAL_AWS_VERSION), "registry.terraform.io/hashicorp/aws", REAL_AWS_VERSION, "linux_amd64");
  const binary = readdirSync(folder).find((name) => name.startsWith("terraform-provider-aws"));
  if (binary === undefined) throw new Error(`no provider in ${folder}`);
  const child = spawn(join(folder, binary), ["-debug"], { stdio: ["ignore", "pipe", "ignore"], env: { PATH: process.env.PATH } });
  const client = new Client(`unix:${await socketOf(child)}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  const call: RealProvider["call"] = (rpc, request) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        `/tfplugin5.Provider/${CALLS[rpc]}`,
        (message: Message) => encodeMessage(`${rpc}Request`, message),
        (bytes: Buffer) => decodeMessage(`${rpc}Response`, bytes),
        request,
        (error, response) => (error === null && response !== undefined ? resolve(response) : reject(error ?? new Error("no answer"))),
      );
    });
  const stop = async (): Promise<void> => {
    client.close();
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.exitCode !== null) return;
    child.kill("SIGKILL");
    await ended;
  };
  return { call, stop };
}

/** The provider's configuration, as the message that configures it. */
export function offlineConfig(attributes: readonly string[], blocks: readonly string[]): Message {
  const empty = [...attributes.map((name) => [name, null]), ...blocks.map((name) => [name, []])];
  return { config: { msgpack: Buffer.from(encode({ ...Object.fromEntries(empty), ...OFFLINE })) } };
}

function socketOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`the provider did not start: ${said}`)), START_LIMIT_MS);
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
      const attach = REATTACH.exec(said)?.[1];
      if (attach === undefined) return;
      clearTimeout(timer);
      resolve(addressIn(JSON.parse(attach)));
    });
    child.once("exit", (code) => reject(new Error(`the provider ended with ${code}`)));
  });
}

function addressIn(attach: unknown): string {
  const found = /"String":"([^"]+)"/.exec(JSON.stringify(attach))?.[1];
  if (found === undefined) throw new Error("no socket in what the provider printed");
  return found;
}
