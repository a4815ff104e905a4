import { alarmResiduals } from "../../config/resolve/alarms.ts";
import { ALARMS, productionOf, serviceAlarms } from "../fixtures/alarms.ts";
import { inContainers } from "../fixtures/container.ts";

const ALERTS = "environments.production.alerts";

it("counts in the unit that each vendor publishes", () => {
  expect(ALARMS.latency.threshold).toEqual({ value: 0.5, unit: "seconds" });
  expect(ALARMS.latency.metric.metricName).toBe("TargetResponseTime");
  expect(ALARMS.slowApi.threshold).toEqual({ value: 500, unit: "milliseconds" });
  expect(ALARMS.slowApi.metric.namespace).toBe("AWS/ApiGateway");
});

it("takes the thresholds of the config", () => {
  const alarms = serviceAlarms({ ...inContainers(), [`${ALERTS}.p95Ms`]: 250, [`${ALERTS}.errorPercent`]: 0.5 });
  expect(
    alarms.map(({ key, kind, ...rest }) => [key, "threshold" in rest ? rest.threshold : "percent" in rest ? rest.percent : ""]),
  ).toEqual([
    ["errors", 0.5],
    ["latency", { value: 0.25, unit: "seconds" }],
  ]);
});

it("watches reputation only where SES sends from the home region", () => {
  const ses = (region: string) => ({
    kind: "ses",
    from: ["opsdesk.example"],
    region,
    mailFromLabel: "bounce",
    dkimTokens: ["a", "b", "c"].map((each) => each.repeat(12)),
  });
  expect(serviceAlarms({}, [ses("eu-west-1")]).map(({ key }) => key)).toEqual(["bounces", "complaints"]);
  expect(serviceAlarms({}, [ses("us-east-1")])).toEqual([]);
});

it("names alarms as no monitor can be named", () => {
  for (const alarm of Object.values(ALARMS)) expect(alarm.name).toMatch(/^chatbot-production--/);
});

it.each([
  ["an origin elsewhere", {}, ["5xx", "p95", "login failures", "bounces"]],
  ["containers", inContainers(), ["login failures", "bounces"]],
  ["containers that log failures", { ...inContainers(), [`${ALERTS}.authFailures`]: { pattern: "x" } }, ["bounces"]],
])("says of %s what nobody alarms on", (_, launch, missing) => {
  const { environment, account } = productionOf({ launch });
  const wanted = alarmResiduals(environment, account).map((residual) => residual.wanted);
  expect(wanted.map((text) => missing.find((each) => text.includes(each)))).toEqual(missing);
});
