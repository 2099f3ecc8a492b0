import { changeBars, changeColumns, hasBars, type Scenario } from "../scenario";
import { rowsHit } from "../shocks";

const SESSIONS = 5;

/** An entity's volume is ten times what it was on five sessions; prices stay. */
export const tenfoldVolume: Scenario = {
  name: "tenfold-volume",
  title: "Ten times the volume on five sessions",
  applies: hasBars,
  apply: (tables, context) =>
    changeBars(tables, context, (table, source) => {
      const hit = rowsHit(table, source, context, SESSIONS);
      return changeColumns(table, [source.ohlcv.volume], (traded, row) => (hit[row] === 1 ? 10 * traded : traded));
    }),
};
