/** Words that SQL keeps to itself. @see DuckDB, duckdb_keywords(), category reserved */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc
  describe distinct do else end except false fetch for foreign from group having in initially intersect into lambda lateral leading limit
  not null offset on only or order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize
  symmetric table then to trailing true union unique unpivot using variadic when where window with`.split(/\s+/),
);

const LONGEST = 63;
const isPlain = (name: string) => /^[a-z][a-z0-9_]{0,62}$/.test(name) && !RESERVED.has(name);

/** A column's name in SQL: in quotes where it would not be read as one. */
export const sqlName = (name: string): string => (isPlain(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** A feature's name for a column: what model.yaml, SQL and a graph's input all take; it joins `taken`. */
export function featureName(column: string, taken: Set<string>): string {
  const base = /^[a-z][a-z0-9_]*$/.test(column)
    ? column.slice(0, LONGEST - 4)
    : column
        .replaceAll("ß", "ss")
        .normalize("NFKD")
        .replace(/[\u0300-\u036f]/g, "")
        .replace(/[^a-z0-9]+/g, "_")
        .replace(/^_+|_+$/g, "")
        .slice(0, LONGEST - 4);
  const named = /^[a-z]/.test(base) ? base : `c_${base}`;
  const plain = RESERVED.has(named) ? `${named}_value` : named;
  let name = plain;
  for (let n = 2; taken.has(name); n++) name = `${plain}_${n}`;
  taken.add(name);
  return name;
}
