import { TIME_ZONES } from "../../constructs/data-factory/time-zones";

const clock = { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" } as const;

/** Azure DevOps: the stack `devops`. */
export const devops = {
  type: "object",
  additionalProperties: false,
  required: ["organization", "project", "repository", "hours"],
  properties: {
    organization: {
      type: "string",
      pattern: "^https://dev\\.azure\\.com/[A-Za-z0-9]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?$",
      description: "Address of the organization, which is there already and connected to the Entra tenant.",
    },
    project: {
      type: "string",
      pattern: "^[A-Za-z0-9]([A-Za-z0-9 -]{0,62}[A-Za-z0-9])?$",
      description: "Project that is made in it: letters, digits, dashes and spaces.",
    },
    repository: {
      type: "string",
      pattern: "^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?$",
      description: "Git repository that this code is pushed to: letters, digits and dashes.",
    },
    environments: {
      type: "array",
      items: { type: "string" },
      uniqueItems: true,
      description:
        "Environments that pipelines work in: bootstrap is applied there, and where it is private foundation, too. Without it, all.",
    },
    hours: {
      type: "object",
      additionalProperties: false,
      required: ["timeZone", "start", "end"],
      properties: {
        timeZone: { enum: Object.keys(TIME_ZONES), description: "Time zone, `Europe/Amsterdam`." },
        start: { ...clock, description: "From when on." },
        end: { ...clock, description: "Until when, on the same day." },
      },
      description: "When deployments and releases go ahead where data is protected; the risk tier says on which days.",
    },
  },
  description: "Azure DevOps, once for the organization. Without it there is no stack `devops`, and no provider of Azure DevOps.",
} as const;
