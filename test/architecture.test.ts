import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";

/** A room may import itself and the rooms in its row. This table is the architecture; docs/architecture.md quotes it. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  errors: [],
  mail: ["errors"],
  edge: ["errors"],
  config: ["errors", "mail", "edge"],
  constructs: ["config", "errors"],
  stacks: ["constructs", "config", "errors"],
  launch: ["config", "errors"],
  verify: ["config", "mail", "edge", "errors"],
  rehearsal: ["config", "edge", "errors"],
  report: ["launch", "verify", "edge", "errors", "config"],
  cli: ["errors", "mail", "edge", "config", "constructs", "stacks", "launch", "verify", "rehearsal", "report"],
  bench: ["errors", "mail", "edge", "config", "constructs", "stacks", "launch", "verify", "rehearsal", "report", "cli"],
};

/** From these rooms only types may be taken. */
const TYPES_ONLY: Record<string, readonly string[]> = {
  constructs: ["config"],
  launch: ["config"],
  rehearsal: ["config"],
  report: ["launch", "verify", "edge", "config"],
};

/** Packages that only these rooms, or these files, may touch. */
const KEPT_TO: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(cdktf|constructs)($|\/)/, ["constructs", "stacks"]],
  [/^@cdktf\//, ["constructs"]],
  [/^node:child_process$/, ["launch", "rehearsal", "cli", "bench"]],
  [/^node:(dns|https?|http2|tls|net|dgram)/, ["verify", "rehearsal"]],
  [/^(commander|listr2)$/, ["cli"]],
  [/^@aws-sdk\/client-s3$/, ["launch/store/s3-objects.ts"]],
];

/** Provider packages are named in these two files and nowhere else. */
const PROVIDER_FILES = new Set(["constructs/cloudflare.ts", "constructs/aws.ts"]);

const MAX_LINES = 300;
const root = join(__dirname, "..");
const rooms = Object.keys(MAY_IMPORT);
const files = rooms.flatMap((room) => walk(room));

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

it("finds the rooms", () => {
  expect(files.length).toBeGreaterThan(20);
});

it.each(files)("%s obeys its room", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  const room = file.split("/")[0] ?? "";
  expect(importsOf(text).filter((each) => !allowed(room, file, each))).toEqual([]);
  expect(text.split("\n").length).toBeLessThanOrEqual(MAX_LINES + 1);
});

it("has no cycle", () => {
  const graph = new Map(files.map((file) => [file, localImports(file)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (done.has(file) || path.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

it("has no barrel and no dumping ground", () => {
  expect(files.filter((file) => /(^|\/)(index|utils?|helpers?|common-utils|misc)\.ts$/.test(file))).toEqual([]);
});

function allowed(room: string, file: string, { specifier, typeOnly }: Import): boolean {
  if (!specifier.startsWith(".")) {
    if (specifier.startsWith("@cdktf/") && !PROVIDER_FILES.has(file)) return false;
    return KEPT_TO.every(([pattern, owners]) => !pattern.test(specifier) || owners.includes(room) || owners.includes(file));
  }
  const target = targetOf(file, specifier).split("/")[0] ?? "";
  if (target === room) return true;
  if (!MAY_IMPORT[room]?.includes(target)) return false;
  return typeOnly || !TYPES_ONLY[room]?.includes(target);
}

function importsOf(text: string): Import[] {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
  const statements = [...withoutComments.matchAll(/\b(import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/g)];
  const dynamic = [...withoutComments.matchAll(/\b(?:import|require)\s*\(\s*"([^"]+)"/g)];
  return [
    ...statements.map((match) => ({ specifier: match[3] ?? "", typeOnly: match[2] !== undefined })),
    ...dynamic.map((match) => ({ specifier: match[1] ?? "", typeOnly: false })),
  ];
}

function localImports(file: string): string[] {
  return importsOf(readFileSync(join(root, file), "utf8"))
    .filter((each) => each.specifier.startsWith(".") && !each.typeOnly)
    .map((each) => targetOf(file, each.specifier));
}

function targetOf(file: string, specifier: string): string {
  return normalize(join(dirname(file), specifier))
    .split(sep)
    .join("/");
}

function walk(room: string): string[] {
  const dir = join(root, room);
  if (!existsSync(dir)) return []; // not built yet
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => relative(root, join(dir, file)).split(sep).join("/"));
}
