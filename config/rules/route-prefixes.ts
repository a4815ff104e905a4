import { groupBy, mistake, type Rule } from "./world.ts";

/** A public pattern that also fits a path behind a login: which of the two answers is up to the order in some router. */
export const publicRoutesApart: Rule = ({ configs }) =>
  configs.launches.flatMap(({ file, config }) => {
    const routes = Object.entries(config.routes);
    return routes
      .filter(([, { auth, path }]) => auth === "public" && path.includes("{"))
      .flatMap(([key, open]) => {
        const hidden = routes.find(
          ([, { host, method, path, auth }]) =>
            auth !== "public" && host === open.host && method === open.method && covers(open.path, path),
        );
        if (hidden === undefined) return [];
        return [
          mistake({ file, path: ["routes", key] }, ["path"], {
            code: "ROUTE_PUBLIC_COVERS_PRIVATE",
            expected: "a pattern that fits public paths only",
            got: `${open.path}, which also fits ${hidden[1].path} of the route ${hidden[0]}, which needs a ${hidden[1].auth}`,
            fix: "give public routes a path of their own",
          }),
        ];
      });
  });

function covers(open: string, hidden: string): boolean {
  const [wide, narrow] = [open.split("/"), hidden.split("/")];
  return wide.length === narrow.length && wide.every((segment, index) => segment.startsWith("{") || segment === narrow[index]);
}

/** Where unlisted paths pass, a beginning of paths that public and private routes share says nothing about its other paths. */
export const mixedPrefixesListed: Rule = ({ hosts }) =>
  hosts.flatMap((place) => {
    if (place.host.kind !== "api" || place.host.unknownPaths === "block") return [];
    const routes = Object.entries(place.environment.launch.routes).filter(([, { host }]) => host === place.key);
    const deeper = routes.filter(([, { path }]) => path.split("/").length > 2);
    return [...groupBy(deeper, ([, { path }]) => `/${path.split("/")[1]}/`)].flatMap(([prefix, group]) => {
      const names = (isPublic: boolean) => group.filter(([, { auth }]) => (auth === "public") === isPublic).map(([key]) => key);
      const [open, guarded] = [names(true), names(false)];
      if (open.length === 0 || guarded.length === 0) return [];
      return [
        mistake(place, ["unknownPaths"], {
          code: "ROUTE_PREFIX_MIXED",
          expected: `every path below ${prefix} listed, because ${open.join(", ")} there is public and ${guarded.join(", ")} is not`,
          got: '"pass", which also lets unlisted ones through',
          fix: `set unknownPaths to "block" and list each route, or move the public routes out of ${prefix}`,
        }),
      ];
    });
  });
