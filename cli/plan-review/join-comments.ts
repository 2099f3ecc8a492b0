import { COMMENT_LIMIT, type Comment, RESERVE } from "./comment";

const CUT = "\n\n**More lines are not shown**: they are in the attached review.\n";

/** How many characters each may have, of all together: what a short one leaves goes to the longer ones. */
function sharesOf(lengths: readonly number[], all: number): readonly number[] {
  const shares = lengths.map(() => 0);
  let left = all;
  const shortestFirst = lengths.map((length, i) => ({ length, i })).sort((a, b) => a.length - b.length);
  for (const [done, { length, i }] of shortestFirst.entries()) {
    shares[i] = Math.min(length, Math.floor(left / (lengths.length - done)));
    left -= shares[i];
  }
  return shares;
}

/** A text's whole lines, as many as there is room for. */
function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const end = text.lastIndexOf("\n", room - CUT.length);
  return `${text.slice(0, Math.max(0, end))}${CUT}`;
}

/** Reviews of several places as one comment. Where they do not fit together, each is cut at its end, where the least dangerous stands. */
export function joinComments(reviews: readonly Comment[], limit = COMMENT_LIMIT): Comment {
  const separators = reviews.length - 1;
  const shares = sharesOf(
    reviews.map((r) => r.text.length),
    limit - RESERVE - separators,
  );
  const texts = reviews.map(({ text }, i) => cut(text, shares[i]!));
  const isWhole = reviews.every(({ text, whole }, i) => whole === undefined && text === texts[i]);
  return { text: texts.join("\n"), ...(!isWhole && { whole: reviews.map(({ text, whole }) => whole ?? text).join("\n") }) };
}
