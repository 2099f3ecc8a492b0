const column = { type: "string", pattern: "^[a-z][a-z0-9_]{0,62}$" } as const;
const day = { type: "string", format: "date" } as const;
const jsonPath = { type: "string", pattern: "^\\$[A-Za-z0-9_.\\[\\]'-]*$" } as const;
const queryName = { type: "string", pattern: "^[A-Za-z0-9_.-]+$" } as const;
const secret = {
  type: "string",
  pattern: "^[A-Za-z0-9-]{1,127}$",
  description: "Name of the secret in the environment's key vault. What it is stands nowhere else.",
} as const;

const lookbackDays = {
  type: "integer",
  minimum: 1,
  maximum: 366,
  default: 3,
  description: "Days before it is started that a run asks for again, so that a run that failed is made up for; rows come in once.",
} as const;

const paging = {
  type: "object",
  description: "How an answer leads to the next one.",
  discriminator: { propertyName: "kind" },
  required: ["kind"],
  oneOf: [
    {
      additionalProperties: false,
      required: ["kind", "at"],
      properties: {
        kind: { const: "next-link", description: "The answer holds the whole address of the next one; none: it was the last." },
        at: { ...jsonPath, description: "Path of the address in an answer, `$.next`." },
      },
    },
    {
      additionalProperties: false,
      required: ["kind", "parameter", "at"],
      properties: {
        kind: { const: "cursor", description: "The answer holds a mark that the next request gives back; none: it was the last." },
        parameter: { ...queryName, description: "Query parameter that takes the mark." },
        at: { ...jsonPath, description: "Path of the mark in an answer, `$.cursor`." },
      },
    },
    {
      additionalProperties: false,
      required: ["kind", "parameter", "first", "step"],
      properties: {
        kind: { const: "number", description: "Pages, or rows, are counted; an answer without rows was the last." },
        parameter: { ...queryName, description: "Query parameter that takes the number." },
        first: { type: "integer", minimum: 0, description: "Number of the first page or row." },
        step: { type: "integer", minimum: 1, description: "What the next number is larger by: 1 for pages, the page's size for rows." },
      },
    },
  ],
} as const;

/** Rows from an API that answers JSON. */
export const http = {
  type: "object",
  description: "For http-api: where rows are asked for. They are written as CSV with the contract's columns.",
  additionalProperties: false,
  required: ["url", "rows", "window"],
  properties: {
    url: { type: "string", pattern: "^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$", description: "Address without a query." },
    query: {
      type: "object",
      propertyNames: queryName,
      additionalProperties: { type: "string" },
      default: {},
      description: "Query parameters that are always the same.",
    },
    window: {
      type: "object",
      additionalProperties: false,
      required: ["from", "to"],
      properties: {
        from: { ...queryName, description: "Query parameter that takes the window's beginning." },
        to: { ...queryName, description: "Query parameter that takes its end." },
        format: { enum: ["date", "timestamp"], default: "timestamp", description: "date is 2026-11-20, timestamp 2026-11-20T00:00:00Z." },
      },
      description: "How the API is asked for a time.",
    },
    lookbackDays,
    rows: { ...jsonPath, description: "Path of the list of rows in an answer: `$` or `$.data`." },
    fields: {
      type: "object",
      propertyNames: column,
      additionalProperties: { type: "string", pattern: "^[A-Za-z0-9_.-]+$" },
      default: {},
      description: "Where a row holds a column's value, `ticker.symbol`. Columns that are not named are called as in the contract.",
    },
    paging,
    secretHeader: {
      type: "object",
      additionalProperties: false,
      required: ["header", "secret"],
      properties: { header: { type: "string", pattern: "^[A-Za-z0-9-]+$", description: "The header's name." }, secret },
      description: "Header by which the API knows who asks, the secret being its whole value.",
    },
    maxRequestsPerMinute: {
      type: "integer",
      minimum: 1,
      maximum: 600,
      default: 60,
      description: "How many requests a minute the API bears.",
    },
  },
} as const;

/** Rows that changed in a table of SQL Server or Azure SQL. */
export const sql = {
  type: "object",
  description: "For sql: the table whose new and changed rows are read. Its columns are called as in the contract.",
  additionalProperties: false,
  required: ["server", "database", "table", "watermark", "since"],
  properties: {
    server: { type: "string", pattern: "^[A-Za-z0-9.,\\\\-]+$", description: "The server's name." },
    database: { type: "string", minLength: 1, description: "The database's name." },
    schema: { type: "string", minLength: 1, default: "dbo", description: "The table's schema." },
    table: { type: "string", minLength: 1, description: "The table's or view's name." },
    watermark: { type: "string", minLength: 1, description: "Column of a date and time, in UTC, that every change of a row moves on." },
    since: { ...day, description: "Day with which the first run begins." },
    login: {
      type: "object",
      additionalProperties: false,
      required: ["user", "secret"],
      properties: { user: { type: "string", minLength: 1, description: "The login's name." }, secret },
      description: "For SQL Server. Without it, it is Azure SQL, read as the identity of data movement.",
    },
    runtime: {
      enum: ["azure", "self-hosted"],
      default: "azure",
      description: "From where it is reached: self-hosted needs selfHostedRuntime in the environment.",
    },
  },
} as const;

/** Rows that are sent, one JSON object an event. */
export const events = {
  type: "object",
  description: "For event-stream: which events of the environment's hub are rows. Their fields are called as the contract's columns.",
  additionalProperties: false,
  required: ["hub"],
  properties: {
    hub: { type: "string", minLength: 1, description: "The hub's name." },
    where: {
      type: "object",
      additionalProperties: { type: "string" },
      default: {},
      description: "Fields and their texts by which this source's events are told from others of the hub.",
    },
    lookbackDays,
  },
} as const;

/** When data is fetched and prepared. */
export const schedule = {
  type: "object",
  description: "When data is fetched and prepared. Without it: after each session of the first source's calendar, else every night.",
  additionalProperties: false,
  required: ["cron", "timeZone"],
  properties: {
    cron: {
      type: "string",
      description: "Minute, hour, day of the month, month, day of the week: `30 18 * * 1-5`. Data Factory knows no months here.",
    },
    timeZone: { type: "string", minLength: 1, description: "Zone of the cron's hours, summer and winter: `America/New_York`." },
    backfill: {
      type: "object",
      additionalProperties: false,
      required: ["from", "until"],
      properties: {
        from: { ...day, description: "First day to fetch." },
        until: { ...day, description: "Day before which it ends." },
        windowDays: { type: "integer", minimum: 1, maximum: 366, default: 30, description: "Days that one request covers." },
      },
      description: "The past, fetched once in windows, oldest first; when the last is there, data is prepared.",
    },
  },
} as const;
