import { leastVisibilitySeconds, queueName, queueVariable } from "../resolve/jobs.ts";
import { type JobConfig, MAX_VISIBILITY_SECONDS } from "../schema/jobs.ts";
import { mistake, type Place, type Rule, type World } from "./world.ts";

function eachJob<T>({ configs }: World, judge: (place: Place, job: JobConfig, key: string) => readonly T[]): T[] {
  return configs.launches.flatMap(({ file, config }) =>
    Object.entries(config.jobs).flatMap(([key, job]) => judge({ file, path: ["jobs", key] }, job, key)),
  );
}

/** Hidden for too short a time, a job is done twice at once. */
export const jobsHiddenLongEnough: Rule = (world) =>
  eachJob(world, (place, job) => {
    const least = leastVisibilitySeconds(job);
    const why = job.worker === "function" ? `6 times the ${job.timeoutSeconds} s of a function` : `the ${job.timeoutSeconds} s of a job`;
    if (least > MAX_VISIBILITY_SECONDS) {
      return [
        mistake(place, ["timeoutSeconds"], {
          code: "JOB_TOO_LONG",
          expected: `jobs short enough to stay hidden while they are done: ${why} within the ${MAX_VISIBILITY_SECONDS} s that SQS hides one`,
          got: `${least} s`,
          fix: "cut the work into smaller jobs",
        }),
      ];
    }
    if (job.visibilitySeconds === undefined || job.visibilitySeconds >= least) return [];
    return [
      mistake(place, ["visibilitySeconds"], {
        code: "JOB_VISIBLE_EARLY",
        expected: `${least} or more, ${why}, so that no other worker takes a job that is being done`,
        got: String(job.visibilitySeconds),
        fix: "leave it out, or raise it",
      }),
    ];
  });

const DAY_SECONDS = 86_400;

export const jobsMissedInTime: Rule = (world) =>
  eachJob(world, (place, { alarmAfterSeconds, keepDays }) => {
    if (alarmAfterSeconds < keepDays * DAY_SECONDS) return [];
    return [
      mistake(place, ["alarmAfterSeconds"], {
        code: "JOB_ALARM_LATE",
        expected: `less than the ${keepDays * DAY_SECONDS} s after which a waiting job is lost`,
        got: String(alarmAfterSeconds),
        fix: "page somebody while there is still something to save",
      }),
    ];
  });

/** Source: Amazon SQS developer guide, quotas, queue name (checked 2026-11-26). */
const MAX_QUEUE_NAME = 80;

export const jobNames: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    Object.keys(environment.launch.jobs).flatMap((key) => {
      const dead = `${queueName(environment, key)}-dead`;
      const { target } = environment.config;
      const taken = "environment" in target && Object.hasOwn(target.environment, queueVariable(key));
      return [
        ...(dead.length <= MAX_QUEUE_NAME
          ? []
          : [
              mistake({ file: environment.file, path: ["jobs", key] }, [], {
                code: "JOB_NAME_LONG",
                expected: `at most ${MAX_QUEUE_NAME} characters in ${dead}`,
                got: String(dead.length),
                fix: "shorten the name of the job, the launch or the environment",
              }),
            ]),
        ...(taken
          ? [
              mistake(environment, ["target", "environment", queueVariable(key)], {
                code: "JOB_VARIABLE_TAKEN",
                expected: `no ${queueVariable(key)}, in which the target finds the queue of ${key}`,
                got: "a value of its own",
                fix: "remove the variable, or rename the job",
              }),
            ]
          : []),
      ];
    }),
  );

/** A function is called by AWS and does not ask for work; files and workers at the edge cannot. */
export const jobWorkersReal: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target } = environment.config;
    if (target.kind === "container" || target.kind === "existing-origin") return [];
    return Object.entries(environment.launch.jobs)
      .filter(([, { worker }]) => worker === "target")
      .map(([key]) =>
        mistake({ file: environment.file, path: ["jobs", key] }, ["worker"], {
          code: "JOB_WORKER_MISSING",
          expected: `function or other, because the target of ${environment.name} is a ${target.kind}, which takes no jobs`,
          got: "target",
          fix: "name who takes them",
        }),
      );
  });
