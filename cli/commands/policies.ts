import type { Command } from "commander";

const indented = (text: string) => `    ${text}`;

export function addPolicies(program: Command): void {
  program
    .command("policies")
    .description("List the rules that every stack is held to, why, and what to do about a breach.")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      // the rules of infrastructure are no concern of the other commands
      const { RULES } = await import("../../constructs/policy/rules");
      const rules = RULES.map(({ id, what, why, remedy }) => ({ id, what, why, remedy }));
      if (options.json) {
        console.log(JSON.stringify(rules));
        return;
      }
      const width = Math.max(...rules.map((r) => r.id.length));
      console.log(
        [
          ...rules.flatMap(({ id, what, why, remedy }) => [`${id.padEnd(width)}  ${what}`, indented(why), indented(remedy)]),
          "",
          "A rule that need not hold somewhere is waived in the environment's file, until a day:",
          "  waivers: [{ rule: old-tls, resource: dev-data/Lake/Account/Resource, reason: …, expires: 2027-06-30 }]",
        ].join("\n"),
      );
    });
}
