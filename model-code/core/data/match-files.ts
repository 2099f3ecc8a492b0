const toExpression = (pattern: string) =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((p) => p.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "i",
  );

/** The paths whose file name fits one of the patterns; `*` stands for any characters, a pattern that begins with ! excludes. */
export function matchFiles(paths: readonly string[], patterns: readonly string[]): readonly string[] {
  const wanted = patterns.filter((p) => !p.startsWith("!")).map(toExpression);
  const unwanted = patterns.filter((p) => p.startsWith("!")).map((p) => toExpression(p.slice(1)));
  return paths.filter((path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return wanted.some((e) => e.test(name)) && !unwanted.some((e) => e.test(name));
  });
}
