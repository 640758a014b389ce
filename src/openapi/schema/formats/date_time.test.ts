import assert from "node:assert/strict";
import { test } from "node:test";
import { isDate, isDateTime, isDuration, isTime } from "./date_time.ts";

/** Texts that have a format and texts that do not. */
type Table = readonly (readonly [is: (text: string) => boolean, yes: readonly string[], no: readonly string[]])[];

const TABLE: Table = [
  [
    isDate,
    ["2024-02-29", "0000-01-01", "1999-12-31"],
    ["2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-1-01", "20240101", "2024-01-01Z", "", "２024-01-01"],
  ],
  [
    isTime,
    ["00:00:00Z", "23:59:59.123456+23:59", "12:00:00z", "23:59:60Z", "22:59:60-01:00"],
    [
      "24:00:00Z",
      "12:60:00Z",
      "12:00:61Z",
      "12:00:60Z",
      "12:00:00",
      "12:00:00.Z",
      "12:00:00+24:00",
      "12:00:00+0100",
      "12:00Z",
      "12:00:00ZZ",
    ],
  ],
  [
    isDateTime,
    ["2024-02-29T12:00:00Z", "2024-02-29t12:00:00.5-08:00", "1998-12-31T15:59:60-08:00"],
    ["2024-02-29 12:00:00Z", "2024-02-30T12:00:00Z", "2024-02-29T12:00:00", "2024-02-29"],
  ],
  [
    isDuration,
    ["P1Y2M3DT4H5M6S", "P4W", "PT36H", "P1D", "PT1M2S", "P2M10D"],
    ["", "P", "PT", "P1", "1D", "P1D2Y", "P1W2D", "P1YT", "P1Y2D", "PT1H2S", "P1S", "P-1D", "P1.5D"],
  ],
];

test("dates and times are those of RFC 3339, with the days of the calendar", () => {
  let rows = 0;
  for (const [is, yes, no] of TABLE) {
    for (const text of yes) assert.equal(is(text), true, `${is.name} ${text}`);
    for (const text of no) assert.equal(is(text), false, `${is.name} ${text}`);
    rows += yes.length + no.length;
  }
  assert.equal(rows, 54);
});
