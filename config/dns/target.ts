import type { RecordModel } from "../model.ts";

/** The name that a record sends its reader to, when it sends to one. Source: RFC 1035 section 3.3; RFC 2782; RFC 9460 section 2.1. */
export function targetOf({ type, content, data }: Pick<RecordModel, "type" | "content" | "data">): string | undefined {
  switch (type) {
    case "CNAME":
    case "MX":
    case "NS":
      return content === "." ? undefined : content;
    case "SRV":
    case "HTTPS":
    case "SVCB": {
      const target = data?.target;
      return typeof target === "string" && target !== "." ? target : undefined;
    }
    default:
      return undefined;
  }
}
