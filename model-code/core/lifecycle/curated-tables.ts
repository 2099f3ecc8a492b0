import type { DataManifest } from "../data/manifest";
import type { InputFolder, ParquetFiles } from "./step";

/** The tables of a curated folder by source, as files that an SQL engine reads itself. */
export function curatedTables(curated: InputFolder): Readonly<Record<string, ParquetFiles>> {
  const { sources } = curated.json<DataManifest>("manifest.json");
  return Object.fromEntries(
    Object.keys(sources).map((name) => [
      name,
      {
        parquet: curated
          .list(`${name}/`)
          .filter((p) => p.endsWith(".parquet"))
          .map((p) => curated.path(p)),
      },
    ]),
  );
}
