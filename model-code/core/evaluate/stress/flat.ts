import { numbersOf } from "../../data/table";
import { changeBars, changeColumns, hasBars, type Scenario } from "../scenario";
import { rowsHit } from "../shocks";

const SESSIONS = 5;

/** Nothing is traded on five sessions of an entity: the bar is its close, the volume 0. Ranges of 0 are what divides by zero. */
export const flat: Scenario = {
  name: "flat",
  title: "Five sessions without a trade",
  applies: hasBars,
  apply: (tables, context) =>
    changeBars(tables, context, (table, source) => {
      const { open, high, low, close, volume } = source.ohlcv;
      const hit = rowsHit(table, source, context, SESSIONS);
      const closes = numbersOf(table, close);
      const even = changeColumns(table, [open, high, low], (price, row) => (hit[row] === 1 ? closes[row]! : price));
      return changeColumns(even, [volume], (traded, row) => (hit[row] === 1 ? 0 : traded));
    }),
};
