import type { Construct } from "constructs";
import type { EnvironmentModel } from "../config/model.ts";
import { hostAddressKey, hostRecordKey } from "../config/names.ts";
import type { AccountConfig } from "../config/schema/account.ts";
import { AccessApplications } from "../constructs/access-applications.ts";
import { ApiShield } from "../constructs/api-shield.ts";
import { DnsRecords } from "../constructs/dns-records.ts";
import { EnvironmentParameters } from "../constructs/environment-parameters.ts";
import { JobQueues } from "../constructs/job-queues.ts";
import { Monitors } from "../constructs/monitors.ts";
import { MonthlyBudget } from "../constructs/monthly-budget.ts";
import { SecretSlots } from "../constructs/secret-slots.ts";
import { ServiceAlarms } from "../constructs/service-alarms.ts";
import { ToolRole } from "../constructs/tool-role.ts";
import { waitFor } from "../constructs/wait-for.ts";
import { BaseStack } from "./base-stack.ts";
import { addWorkload } from "./launch-workload.ts";

/** What one product in one environment has to itself: host records, secret slots, parameters and the monitors. Its rules live in the zone stack. */
export class LaunchStack extends BaseStack {
  constructor(scope: Construct, model: EnvironmentModel, account: AccountConfig) {
    const props = { target: model.target, owner: model.people.owner, account };
    super(scope, model.stack, props);
    this.addCloudflare();
    const aws = this.addAws(props);
    const guarded = model.hosts.flatMap(({ key, name, access }) =>
      access === undefined ? [] : [{ key: hostAddressKey(key, model.stage), name, access }],
    );
    const secrets = new SecretSlots(this, "secrets", { slots: model.secretSlots });
    const { workload } = model;
    const served = workload === undefined ? undefined : addWorkload(this, { model, workload, account, aws, secretArns: secrets.arns });
    const { gates } = new AccessApplications(this, "access", { accountId: account.cloudflare.accountId, hosts: guarded });
    const records = new DnsRecords(this, "records", {
      zoneId: model.zone.zoneId,
      records: model.records,
      gates: new Map(
        model.hosts
          .map(({ key }) => hostAddressKey(key, model.stage))
          .map((key) => [hostRecordKey(key), [gates.get(key) ?? [], served?.gates.get(key) ?? []].flat()]),
      ),
      origins: new Map([...(served?.origins ?? [])].map(([key, origin]) => [hostRecordKey(key), origin])),
    });
    if (model.api !== undefined) new ApiShield(this, "api-shield", { zoneId: model.zone.zoneId, api: model.api });
    if (model.jobs !== undefined) new JobQueues(this, "jobs", { jobs: model.jobs });
    new EnvironmentParameters(this, "environment", { values: model.environmentValues });
    const monitors = new Monitors(this, "monitors", { model, accountId: account.cloudflare.accountId, metricsProvider: aws.metrics });
    const { serviceAlarms: alarms, alerts } = model;
    if (alarms !== undefined) new ServiceAlarms(this, "alarms", { alarms, alerts, subjects: served?.subjects ?? new Map() });
    // whoever asks for a name that is not there yet makes resolvers remember that it is not there
    waitFor(monitors, records);
    for (const budget of model.budgets ?? []) new MonthlyBudget(this, `budget-${budget.key}`, { budget });
    if (model.tools !== undefined) new ToolRole(this, "tools", { role: model.tools });
    this.adopt(model.imports);
  }
}
