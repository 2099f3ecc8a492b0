import type { FastifyInstance } from "fastify";
import { REFUSALS } from "../../core/serving/problem-details";

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ddd;vertical-align:top}
code{font-size:.9em}@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#181818}td,th{border-color:#444}a{color:#8ab4f8}}`;

function page(paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary, tags }]) => ({
      path,
      method: method.toUpperCase(),
      summary,
      tag: tags?.[0] ?? "other",
    })),
  );
  const tables = [...new Set(operations.map((o) => o.tag))].map((tag) => {
    const rows = operations
      .filter((o) => o.tag === tag)
      .map((o) => `<tr><td><code>${o.method}</code></td><td><code>${escaped(o.path)}</code></td><td>${escaped(o.summary ?? "")}</td></tr>`);
    return `<h2>${escaped(tag)}</h2><table>${rows.join("")}</table>`;
  });
  const refusals = Object.entries(REFUSALS).map(
    ([id, { status, title }]) => `<tr id="${id}"><td>${status}</td><td><code>${id}</code></td><td>${escaped(title)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Scorer: interface</title><style>${STYLE}</style>
<h1>Scorer</h1><p>The same as <a href="/docs/json">OpenAPI document</a>. A model's features are at <code>/v2/models/&lt;model&gt;</code>.</p>
${tables.join("\n")}
<h2>Problems</h2><p>A request that can't be served is answered by <code>application/problem+json</code> (RFC 9457), below <code>/v2</code> by
<code>{"error": "…"}</code>. <code>Retry-After</code> says when to try again.</p><table>${refusals.join("")}</table></html>`;
}

/** `/docs` for people, `/docs/json` (OpenAPI) for programs; both are made of the routes' own schemas. */
export function addDocs(app: FastifyInstance): void {
  const options = { config: { rateLimit: false as const }, schema: { hide: true } };
  let rendered: string | undefined;
  app.get("/docs/json", options, () => app.swagger());
  app.get("/docs", options, (_request, reply) => {
    rendered ??= page((app.swagger() as { paths: Parameters<typeof page>[0] }).paths);
    return reply.type("text/html; charset=utf-8").send(rendered);
  });
}
