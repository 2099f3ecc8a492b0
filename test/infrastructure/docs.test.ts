import { existsSync, readdirSync, readFileSync } from "node:fs";
import { generatedDocs, STACK_PAGES } from "../../cli/docs/generate";
import { isStackOf } from "../../constructs/naming/stack-place";
import { ACCESS } from "../../constructs/roles/access";
import { ROLES } from "../../constructs/roles/table";
import { places, synthPlatform } from "../support/platform";

const pages = generatedDocs();
const platform = synthPlatform();

test("the pages are as the code is", () => {
  const stale = [...pages].filter(([path, text]) => !existsSync(path) || readFileSync(path, "utf8") !== text).map(([path]) => path);
  const left = readdirSync(STACK_PAGES)
    .map((file) => `${STACK_PAGES}/${file}`)
    .filter((path) => !pages.has(path));
  if (stale.length + left.length > 0)
    throw new Error(`Stale: ${[...stale, ...left].join(", ")}. Run \`npm run docs\` and commit what it writes.`);
});

test("the same code gives the same pages", () => {
  expect([...generatedDocs()]).toEqual([...pages]);
});

test("a link leads to a file", () => {
  for (const [path, text] of pages)
    for (const [, target = ""] of text.matchAll(/\]\(([^)#]+\.(?:md|ts))\)/g)) {
      const file = new URL(target, `file:///${path}`).pathname.slice(1);
      expect([path, target, pages.has(file) || existsSync(file)]).toEqual([path, target, true]);
    }
});

/** The paths that a page's tables name for an environment, written out. */
function named(kind: string, environment: string): readonly string[] {
  const text = pages.get(`${STACK_PAGES}/${kind}.md`) ?? "";
  const [, resources = ""] = /## Resources\n\n([\s\S]*?)\n\n##/.exec(text) ?? [];
  return resources
    .split("\n")
    .slice(2)
    .flatMap((line) => {
      const [, where = "", , , places = ""] = line.split(" | ").length === 4 ? ["", ...line.slice(2, -2).split(" | ")] : [];
      if (places !== "everywhere" && !places.split(", ").includes(environment)) return [];
      return [...where.matchAll(/`([^`]+)`/g)].flatMap(([, path = ""]) => {
        const braces = /^(.*)\{(.*)\}(.*)$/.exec(path);
        return braces === null ? [path] : (braces[2] ?? "").split(", ").map((step) => `${braces[1]}${step}${braces[3]}`);
      });
    });
}
/** A path as cdktf makes an address of it: steps called Resource, and steps that the one before ends with, are left out. */
const addressStep = (address: string, path: string) => {
  const step = path.replace(/[@.]/g, "");
  return step === "Resource" || address.endsWith(step) ? address : address === "" ? step : `${address}_${step}`;
};
const roleCount = (kind: string, environment: string) =>
  [...(pages.get(`${STACK_PAGES}/${kind}.md`) ?? "").matchAll(/^\| [^|`]+ \| [^|`]+ \| [^|`]+ \| ([^|`]+) \|$/gm)].filter(
    ([, where = ""]) => where === "everywhere" || where.split(", ").includes(environment),
  ).length;

test.each(["bootstrap", "shared", "foundation", "data", "ml", "cluster", "gateway", "model", "serving", "devops"])(
  "the page of %s names every resource that its stacks have, and no other",
  (kind) => {
    let checked = 0;
    for (const name of ["shared", ...places().environments.map((e) => e.name)]) {
      const isOwn = (stack: string) =>
        isStackOf(name, stack) && (stack === kind || stack === `${name}-${kind}` || stack.startsWith(`${name}-${kind}-`));
      if (![...platform.stacks.keys()].some(isOwn)) continue;
      checked++;
      const resources = platform.resources.filter((r) => isOwn(r.stack));
      // the stacks of several models are one on the page
      const model = (text: string) => text.replaceAll("market-volatility", "<model>");
      const names = [...new Set(resources.map((r) => model(r.address.replace(/^[^.]+\./, "").replace(/_[0-9A-F]{8}$/, ""))))];
      const own = names.filter((address) => !address.includes("Grant-"));
      const expected = named(kind, name).map((path) => path.split("/").reduce(addressStep, ""));
      expect([name, [...expected].sort()]).toEqual([name, [...own].sort()]);
      expect([name, roleCount(kind, name)]).toEqual([name, names.length - own.length]);
    }
    const environments = places().environments.length;
    const gateways = places().environments.filter((e) => e.cluster.gateway !== undefined).length;
    expect(checked).toBe({ bootstrap: environments + 1, shared: 1, devops: 1, gateway: gateways }[kind] ?? environments);
  },
);

test("a call of Azure's API is told as what it reaches, not as the owner of that", () => {
  expect(pages.get(`${STACK_PAGES}/cluster.md`)).toContain(
    "| `Grafana/MetricsEndpoint/Approved` | `Microsoft.Monitor/accounts/privateEndpointConnections` |",
  );
});

test("the diagram has a box for every kind of stack and an arrow for every reading", () => {
  const text = pages.get(`${STACK_PAGES}/README.md`) ?? "";
  for (const kind of ["bootstrap", "shared", "foundation", "data", "ml", "cluster", "gateway", "model", "serving"])
    expect(text).toMatch(new RegExp(`^    ${kind}\\["<b>${kind}</b>`, "m"));
  for (const arrow of ["foundation --> data", "data --> ml", "ml --> model", "cluster --> serving"]) expect(text).toContain(`  ${arrow}\n`);
  expect(text).not.toContain("  data --> foundation\n");
});

test("every role on a stack's page is one of the role table", () => {
  const names: readonly string[] = Object.values(ROLES).map((role) => role.name);
  for (const kind of ["bootstrap", "foundation", "data", "ml", "cluster", "gateway", "serving"]) {
    const [, rows = ""] = /\| Who \|[^\n]*\n[^\n]*\n((?:\|[^\n]*\n)+)/.exec(pages.get(`${STACK_PAGES}/${kind}.md`) ?? "") ?? [];
    const given = rows
      .trim()
      .split("\n")
      .map((line) => line.split(" | ")[1] ?? "");
    expect([kind, given.length > 0, given.filter((role) => !names.includes(role))]).toEqual([kind, true, []]);
  }
});

test("the document of roles has every line of the role table", () => {
  const text = pages.get("docs/roles.md") ?? "";
  for (const row of Object.values(ACCESS).flat()) expect(text).toContain(`| ${ROLES[row.may].name} | ${row.on} | ${row.why} |`);
});
