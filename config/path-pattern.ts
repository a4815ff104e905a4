/** Whether a path fits a route's pattern, in which `{name}` stands for one segment. A query is no part of either. */
export function matchesPath(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = (path.split("?")[0] ?? path).split("/");
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => segment === given[index] || (/^\{.*\}$/.test(segment) && given[index] !== ""))
  );
}
