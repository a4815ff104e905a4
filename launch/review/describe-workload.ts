import { type JsonObject, textAt } from "../json.ts";
import { type PlannedChange, UNKNOWN } from "./planned-change.ts";

/** What happens to what the application runs in; undefined where an ordinary sentence says it. */
export function workloadSentence(change: PlannedChange, subject: string): string | undefined {
  const { type, action, before, after, changed } = change;
  if (type === "aws_ecs_task_definition" && action === "replace") {
    const [was, is] = [imageOf(before), imageOf(after)];
    const moves = was !== undefined && is !== undefined && was !== is ? `: the image changes from ${was} to ${is}` : "";
    return `a new ${subject} is registered, and the earlier one stays${moves}`;
  }
  if (type === "aws_ecs_service" && action === "update") {
    if (after.task_definition === UNKNOWN || changed.includes("task_definition"))
      return `${subject} replaces its tasks a few at a time, and goes back by itself if the new ones fail`;
    return changed.includes("desired_count")
      ? `${subject} runs ${after.desired_count} tasks instead of ${before.desired_count}`
      : undefined;
  }
  if (type === "aws_sqs_queue" && (action === "delete" || action === "replace")) return `${subject} goes, with every job that waits in it`;
  return undefined;
}

/** Without the registry: the digest at its end is what tells two images apart. */
function imageOf(values: JsonObject): string | undefined {
  const image = /"image":\s*"([^"]+)"/.exec(textAt(values, "container_definitions") ?? "")?.[1];
  return image?.replace(/^.*\//, "");
}
