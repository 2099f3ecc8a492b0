import { documentedPlaces, platformFacts } from "./facts";
import { groupBy } from "./group-by";
import { overviewPage } from "./overview-page";
import { policiesPage } from "./policies-page";
import { rolesPage } from "./roles-page";
import { stackPage } from "./stack-page";

/** Folder of the pages about stacks; all that lies there is generated. */
export const STACK_PAGES = "docs/stacks";

/** All generated pages, by path below the project's folder. */
export function generatedDocs(): ReadonlyMap<string, string> {
  const { places, models } = documentedPlaces();
  const all = platformFacts(places, models);
  const pages = new Map([
    ["docs/roles.md", rolesPage()],
    ["docs/policies.md", policiesPage()],
    [`${STACK_PAGES}/README.md`, overviewPage(all)],
  ]);
  for (const [kind, stacks] of groupBy(all, (s) => s.kind)) pages.set(`${STACK_PAGES}/${kind}.md`, stackPage(kind, stacks, all));
  return pages;
}
