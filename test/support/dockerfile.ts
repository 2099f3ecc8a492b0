import { cpSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";

/** What a Dockerfile says of its last stage. */
export interface ImageSpec {
  readonly from: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workdir: string;
  /** What is started: the entry point and its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What is copied from the folder that the image is built of, and where to. */
  readonly copies: readonly { readonly from: readonly string[]; readonly to: string }[];
  /** Instructions, whatever they are. */
  readonly instructions: readonly string[];
}

const pairs = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)].map(([, key, quoted, bare]) => [key!, quoted ?? bare ?? ""]));

/** Reads as much of a Dockerfile as the project's use. */
export function readDockerfile(text: string): ImageSpec {
  const lines = text
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => ({ what: line.slice(0, line.indexOf(" ")), rest: line.slice(line.indexOf(" ") + 1) }));
  const stage = lines.slice(lines.findLastIndex((l) => l.what === "FROM"));
  const all = (what: string) => stage.filter((l) => l.what === what).map((l) => l.rest);
  const list = (what: string): string[] => all(what).flatMap((rest) => JSON.parse(rest) as string[]);
  return {
    from: all("FROM")[0]!,
    labels: Object.assign({}, ...all("LABEL").map(pairs)),
    user: all("USER")[0]!,
    workdir: all("WORKDIR")[0]!,
    command: [...list("ENTRYPOINT"), ...list("CMD")],
    env: Object.assign({}, ...all("ENV").map(pairs)),
    copies: all("COPY")
      .filter((rest) => !rest.startsWith("--from="))
      .map((rest) => rest.split(/\s+/))
      .map((words) => ({ from: words.slice(0, -1), to: words.at(-1)! })),
    instructions: lines.map((l) => l.what),
  };
}

/** Does what the COPY lines say, with `root` in the place of the image's root. @returns the folder that WORKDIR names */
export function copyAsImage({ copies, workdir }: ImageSpec, context: string, root: string): string {
  const work = join(root, workdir);
  for (const { from, to } of copies)
    for (const one of from) {
      const target = to.endsWith("/") ? join(work, to, basename(one)) : join(work, to);
      mkdirSync(join(target, ".."), { recursive: true });
      cpSync(join(context, one), target, { recursive: true });
    }
  return work;
}
