/** The words that tables of shapes are written in, for the names of one table. */
import type { Field, FieldType } from "./shape.ts";

export interface ShapeFields<Name extends string> {
  /** May be there. */
  readonly may: (type: FieldType<Name>) => Field<Name>;
  /** Must be there, in every version. */
  readonly needs: (type: FieldType<Name>) => Field<Name>;
  /** It only speaks to people: what is wrong with it is a warning. */
  readonly remark: (type: FieldType<Name>) => Field<Name>;
  /** Words for people. */
  readonly text: Field<Name>;
  readonly needsText: Field<Name>;
  /** An object of the table. */
  readonly shape: (name: Name) => FieldType<Name>;
  readonly list: (type: FieldType<Name>) => FieldType<Name>;
  readonly map: (type: FieldType<Name>) => FieldType<Name>;
}

/** For a table of shapes with these names. */
export function shapeFields<Name extends string>(): ShapeFields<Name> {
  const remark = (type: FieldType<Name>): Field<Name> => ({ type, prose: true });
  return {
    may: (type) => ({ type }),
    needs: (type) => ({ type, required: "always" }),
    remark,
    text: remark("string"),
    needsText: { type: "string", prose: true, required: "always" },
    shape: (name) => ({ shape: name }),
    list: (type) => ({ list: type }),
    map: (type) => ({ map: type }),
  };
}
