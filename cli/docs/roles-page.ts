import { ACCESS, type AccessRow, PRINCIPALS } from "../../constructs/roles/access";
import { ROLES } from "../../constructs/roles/table";
import { page, table } from "./markdown";

/** `dataMovement` as `data movement`. */
const words = (name: string): string => name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

/** Who may do what, where and why. */
export function rolesPage(): string {
  const rows = Object.values(ACCESS).flatMap<AccessRow>((part) => [...part]);
  const principals = Object.entries(PRINCIPALS);
  const used = new Set(rows.map((row) => row.may));
  return page(
    "# Roles",
    "Nobody has a key or a password: whoever does something is an identity or a group of Entra ID, and may do what is written here. The stacks make the assignments from this table (`constructs/roles/access.ts`), so that it is complete.",
    ...principals.flatMap(([who, is]) => {
      const own = rows.filter((row) => row.who === who);
      const head = `## ${words(who).replace(/^./, (letter) => letter.toUpperCase())}\n\n${is.replace(/^./, (letter) => letter.toUpperCase())}.`;
      return own.length === 0
        ? []
        : [
            head,
            table(
              ["May", "On", "Why"],
              own.map((row) => [ROLES[row.may].name, row.on, row.why]),
            ),
          ];
    }),
    "## What each role allows",
    "Roles without an id are the platform's own: bootstrap defines them, in each environment under a name of its own.",
    table(
      ["Role", "Id in Azure", "Allows"],
      Object.entries(ROLES)
        .filter(([role]) => used.has(role as AccessRow["may"]))
        .map(([, role]) => [role.name, "id" in role ? `\`${role.id}\`` : "", role.allows]),
    ),
  );
}
