/** The one form of an entity's name: Unicode NFKC, single spaces, capitals. `aapl` and `AAPL` are one symbol. */
export const entityForm = (text: string): string => text.normalize("NFKC").replace(/\s+/g, " ").trim().toUpperCase();
