import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../config/package-root.ts";
import { referencePages } from "./reference-pages.ts";

// `npm run docs`: writes the generated pages. test/docs/references.test.ts fails while they are stale.
for (const { file, text } of referencePages()) writeFileSync(join(packageRoot(), file), text);
