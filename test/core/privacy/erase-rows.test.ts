import { eraseCsvRows, eraseFromWatermark, namesSubject } from "../../../model-code/core/privacy/erase-rows";

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
])("erases from %s", (_, before, after, erased) => {
  expect(eraseCsvRows(before, subject)).toEqual({ text: after, erased });
});

test("a watermark loses the subject, and its sources' rows their number", () => {
  const mark = { files: [], late: 0, corrected: 0, repeated: 0 };
  expect(
    eraseFromWatermark({ customers: { ...mark, newest: { "17": "2024-01-01", "18": "2024-01-02" }, rows: 10 } }, "17", { customers: 4 }),
  ).toEqual({ customers: { ...mark, newest: { "18": "2024-01-02" }, rows: 6 } });
});

test("a subject is found as a key or as a text, not as a part of one", () => {
  expect(namesSubject({ a: [{ entity: "17" }] }, "17")).toBe(true);
  expect(namesSubject({ "17": 1 }, "17")).toBe(true);
  expect(namesSubject({ a: ["117", 17, null], "170": "17 " }, "17")).toBe(false);
});
