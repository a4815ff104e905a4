/** A queue with its dead letters and the alarms that say when nobody takes jobs any more. */
export interface JobModel {
  readonly key: string;
  readonly purpose: string;
  /** `<launch>-<environment>-<key>`, and the same with `-dead`. */
  readonly queueName: string;
  readonly deadName: string;
  /** Known before there is a queue, so that whoever uses it can be told. */
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly deadArn: string;
  /** Variable in which the target finds the URL. */
  readonly variable: string;
  readonly visibilitySeconds: number;
  readonly attempts: number;
  readonly keepSeconds: number;
  readonly alarmAfterSeconds: number;
  /** Topics in the region of the queue. */
  readonly topicArns: readonly string[];
  /** The environment's target takes the jobs itself. */
  readonly isOwn: boolean;
}
