import { RULES } from "../../constructs/policy/rules";
import { code, page } from "./markdown";

/** Every rule that synth holds the stacks to. */
export const policiesPage = (): string =>
  page(
    "# Policies",
    "Synth holds every resource and every output of every stack to these rules. A breach fails it: all are told at once, with the construct, and nothing is written. `npx mlops policies` lists the rules, too.",
    "Where a rule need not hold, the environment's file says so, why, and until when:",
    [
      "```yaml",
      "waivers:",
      "  - rule: public-network",
      "    resource: dev-data/Lake/Account/Resource # the construct's path, as the breach names it; * stands for any part of one step",
      "    reason: A partner uploads from the internet until the private link is there.",
      "    expires: 2027-06-30",
      "```",
    ].join("\n"),
    "After that day reading the environments fails. A waiver that waives nothing is a warning.",
    ...RULES.map(
      ({ id, what, why, remedy }) =>
        `## ${id}\n\nExpected: ${what}.\n\nWhy: ${why}\n\nRemedy: ${remedy}\n\nIn ${code(`constructs/policy/rules/${id}.ts`)}.`,
    ),
  );
