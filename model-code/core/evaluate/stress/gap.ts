import { changeBars, changeColumns, hasBars, type Scenario } from "../scenario";
import { shocksOf } from "../shocks";

const JUMP = 0.8;

/** All prices of an entity fall by a fifth overnight and stay there; the next shock comes on top. Volumes stay. */
export const gap: Scenario = {
  name: "gap",
  title: "Prices open a fifth lower and stay there",
  applies: hasBars,
  apply: (tables, context) =>
    changeBars(tables, context, (table, source) => {
      const factor = new Float64Array(table.rows).fill(1);
      for (const { rows, starts } of shocksOf(table, source, context, 1)) {
        for (const start of starts) for (const row of rows.slice(start)) factor[row]! *= JUMP;
      }
      const { open, high, low, close, adjustedClose } = source.ohlcv;
      return changeColumns(table, [open, high, low, close, adjustedClose], (price, row) => price * factor[row]!);
    }),
};
