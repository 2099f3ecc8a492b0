import { identifier, literal } from "../../model-code/adapters/duckdb/sql-text";
import { numbersOf, stringsOf } from "../../model-code/core/data/table";
import type { CsvFile } from "./csv-file";

/** Names of columns that tell who somebody is, or how to reach them. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(first|last|sur|given|full|family|middle|maiden|customer|client|person|patient|contact|vor|nach)?_?names?$/, "a person's name"],
  [/(^|_)e_?mail(_?addr(ess)?)?$/, "an e-mail address"],
  [/(^|_)(phone|telephone|mobile|cell|fax)(_?(no|number|nr))?$/, "a phone number"],
  [/(^|_)(iban|bic|card_?(no|number|nr)|pan|account_?(no|number|nr))$/, "an account"],
  [/(^|_)(ssn|bsn|nino|tax_?id|social_?security(_?(no|number|nr))?|passport(_?(no|number|nr))?|national_?id)$/, "an official number"],
  [/(^|_)(street|address(_?line_?\d)?|house_?(no|number|nr)|adresse)$/, "an address"],
  [/(^|_)(birth_?(date|day)|date_?of_?birth|dob|geburtsdatum)$/, "a date of birth"],
  [/(^|_)ip(_?addr(ess)?)?$/, "an address on the network"],
];

const FORMS: readonly (readonly [string, string])[] = [
  ["[^@\\s]+@[^@\\s]+\\.[A-Za-z]{2,}", "e-mail addresses"],
  ["[A-Z]{2}\\d{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?", "IBANs"],
  ["(\\+|00)\\d[\\d ()./-]{7,}\\d", "phone numbers"],
];
/** A form counts if as many of the values have it. */
const MOST = 0.5;

/** An IBAN's check digits: moved to its end and read as one number it is 1 modulo 97. @see ISO 13616 */
export function isIban(text: string): boolean {
  const plain = text.replaceAll(" ", "");
  const digits = `${plain.slice(4)}${plain.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return /^\d+$/.test(digits) && BigInt(digits) % 97n === 1n;
}

/** Why columns are taken to tell who a person is, by their names or by what their values look like. */
export async function suspicions(file: CsvFile): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const forms = (column: string) =>
    FORMS.map(([form], i) => `count(*) FILTER (regexp_full_match(${identifier(column)}, ${literal(form)})) AS form_${i}`).join(", ");
  const each = file.columns.map(
    (column) => `SELECT ${literal(column)} AS name, count(${identifier(column)}) AS present, ${forms(column)} FROM rows`,
  );
  const counts = await file.query(each.join(" UNION ALL "));
  const present = numbersOf(counts, "present");
  for (const [row, column] of stringsOf(counts, "name").entries()) {
    const named = NAMES.find(([pattern]) => pattern.test(column!));
    const at = FORMS.findIndex((_, i) => numbersOf(counts, `form_${i}`)[row]! > MOST * present[row]!);
    if (named !== undefined) found.set(column!, `its name says ${named[1]}`);
    else if (at >= 0 && (FORMS[at]![1] !== "IBANs" || (await areIbans(file, column!))))
      found.set(column!, `its values look like ${FORMS[at]![1]}`);
  }
  return found;
}

async function areIbans(file: CsvFile, column: string): Promise<boolean> {
  const form = literal(FORMS[1]![0]);
  const some = await file.query(
    `SELECT ${identifier(column)} AS value FROM rows WHERE regexp_full_match(${identifier(column)}, ${form}) LIMIT 20`,
  );
  return stringsOf(some, "value").every((value) => isIban(value!));
}
