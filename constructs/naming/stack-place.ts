/** Stacks of the organization, which name no place; they belong to what is shared. */
const OF_ORGANIZATION = ["devops"];

/** Whether a stack is one of a place, an environment or `shared`. */
export const isStackOf = (place: string, stack: string): boolean =>
  stack === place || stack.startsWith(`${place}-`) || (place === "shared" && OF_ORGANIZATION.includes(stack));
