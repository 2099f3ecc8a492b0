/** How a model scores files by the clock: what model.yaml says below `batch`. */
export const batch = {
  type: "object",
  additionalProperties: false,
  required: ["rows", "cron", "timeZone"],
  properties: {
    rows: {
      type: "string",
      pattern: "^[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*$",
      description: "Folder with files of rows to score: `<model>/<rows>/` in the zone `features`.",
    },
    cron: { type: "string", description: "When: minute, hour, day of the month, month, day of the week: `30 22 * * 1-5`." },
    timeZone: { type: "string", minLength: 1, description: "Zone of the cron's hours, summer and winter: `America/New_York`." },
  },
  description:
    "Files that are scored by the clock with the version that is stable then, by a job of Azure ML, to `<model>/batch/` in the zone `predictions`.",
} as const;
