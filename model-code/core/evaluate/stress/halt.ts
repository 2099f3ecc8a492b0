import { takeRows } from "../../data/table";
import { changeBars, hasBars, type Scenario } from "../scenario";
import { rowsHit } from "../shocks";

const SESSIONS = 5;

/** Trading of an entity is halted: five of its sessions have no row. */
export const halt: Scenario = {
  name: "halt",
  title: "Five sessions are missing",
  applies: hasBars,
  apply: (tables, context) =>
    changeBars(tables, context, (table, source) => {
      const hit = rowsHit(table, source, context, SESSIONS);
      return takeRows(
        table,
        Int32Array.from(hit.keys()).filter((row) => hit[row] === 0),
      );
    }),
};
