import { BadInput } from "../problem";

/**
 * The text of a file in UTF-8.
 * @throws BadInput for another encoding, which would turn up as broken rows otherwise
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  const refuse = (got: string) =>
    new BadInput(file, [{ where: file, expected: "text in UTF-8", got, remedy: "Save the file as UTF-8; nothing was written." }]);
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) throw refuse("UTF-16");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse("another encoding, such as Latin-1");
  }
}
