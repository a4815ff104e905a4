/** Whether the operating system refused with this code. By shape, because errors of another realm are no `Error` of ours. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
