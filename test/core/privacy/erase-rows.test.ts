import { eraseCsvRows, eraseFromWatermark, eraseJsonLines, isSubject, namesSubject } from "../../../model-code/core/privacy/erase-rows";

const subject = { column: "customer_id", value: "17" };

test.each([
  ["plain rows", "customer_id,x\n17,1\n18,2\n", "customer_id,x\n18,2\n", 1],
  ["a header that is written otherwise", "X,Customer ID\r\n1,17\r\n2,117\r\n", "X,Customer ID\r\n2,117\r\n", 1],
  [
    "quotes and line feeds within a field, which stay in the others",
    'customer_id,x\n18,"a\n17,b"\n17,"c,d"\n',
    'customer_id,x\n18,"a\n17,b"\n',
    1,
  ],
  ["a row with a column too many", "customer_id,x\n1,2,17\n1,2,18\n", "customer_id,x\n1,2,18\n", 1],
  ["a line that could not be cut, kept as text", "customer_id,x,_text\n,,garbage 17\n,,other\n", "customer_id,x,_text\n,,other\n", 1],
  ["nothing of the subject", "customer_id,x\n1717,17\n", "customer_id,x\n1717,17\n", 0],
  ["no such column", "id,x\n17,17\n", "id,x\n17,17\n", 0],
  ["an empty file", "", "", 0],
  [
    "a byte order mark, CRLF, blank lines and no end",
    "\uFEFFcustomer_id,x\r\n18,é\r\n\r\n17,a\r\n\r\n19,b",
    "\uFEFFcustomer_id,x\r\n18,é\r\n\r\n19,b",
    1,
  ],
  ["spaces about the value, which ingest takes away", "customer_id,x\n 17 ,1\n018,2\n", "customer_id,x\n018,2\n", 1],
])("erases from %s", (_, before, after, erased) => {
  expect(eraseCsvRows(before, subject)).toEqual({ text: after, erased });
});

test("a watermark loses the subject, and its sources' rows their number", () => {
  const mark = { files: [], late: 0, corrected: 0, repeated: 0 };
  expect(
    eraseFromWatermark({ customers: { ...mark, newest: { "17": "2024-01-01", "18": "2024-01-02" }, rows: 10 } }, subject, { customers: 4 }),
  ).toEqual({ customers: { ...mark, newest: { "18": "2024-01-02" }, rows: 6 } });
});

test("a subject is found as a key or as a text, not as a part of one", () => {
  expect(namesSubject({ a: [{ entity: "17" }] }, subject)).toBe(true);
  expect(namesSubject({ "17": 1 }, subject)).toBe(true);
  expect(namesSubject({ a: ["117", 17, null], "170": "17 x" }, subject)).toBe(false);
});

test("an entity is one person in all of its forms, which any other column's value is not", () => {
  const entity = { column: "symbol", value: "Ann  Lee", isEntity: true };
  expect(isSubject("ANN LEE", entity)).toBe(true);
  expect(isSubject("ANN LEE", { ...entity, isEntity: false })).toBe(false);
  expect(namesSubject([{ entity: "ANN LEE" }], entity)).toBe(true);
});

test("of a file of JSON lines the subject's go, and those that are no JSON and have it anywhere; the others stay as they are", () => {
  const others = ['{ "customer_id":"18", "n": 17 }\r\n', "garbage 18\n"];
  const its = ['{"customer_id":17}\n', '{"about":{"customer_id":"17"}}\n', "garbage 17\n"];
  expect(eraseJsonLines(`${its[0]}${others[0]}${its[1]}${others[1]}${its[2]}`, subject)).toEqual({ text: others.join(""), erased: 3 });
});
