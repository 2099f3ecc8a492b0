/** How far the rows of a file are: a bar on a terminal, a line for each tenth or each million elsewhere. */
export interface RowsProgress {
  at(rows: number, total: number | undefined): void;
  end(): void;
}

const WIDTH = 30;
const EACH = 1_000_000;

export function rowsProgress(out: Pick<NodeJS.WriteStream, "isTTY" | "write">, plain = process.env.CI !== undefined): RowsProgress {
  let told = 0;
  const text = (rows: number, total: number | undefined) =>
    total === undefined
      ? `${rows.toLocaleString("en")} rows`
      : `${rows.toLocaleString("en")} of ${total.toLocaleString("en")} rows, ${Math.floor((100 * rows) / Math.max(1, total))} %`;
  if (!out.isTTY || plain)
    return {
      at(rows, total) {
        const mark = Math.floor(total === undefined ? rows / EACH : (10 * rows) / Math.max(1, total));
        if (mark > told) out.write(`${text(rows, total)}\n`);
        told = Math.max(told, mark);
      },
      end: () => {},
    };
  return {
    at(rows, total) {
      const full = total === undefined ? 0 : Math.round((WIDTH * rows) / Math.max(1, total));
      const bar = total === undefined ? "" : `${"█".repeat(full)}${"░".repeat(WIDTH - full)} `;
      out.write(`\r\u001b[K${bar}${text(rows, total)}`);
      told = rows;
    },
    end() {
      if (told > 0) out.write("\n");
    },
  };
}
