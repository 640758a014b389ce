/** What the compiler of one keyword is given and gives. Each file in `keywords/` exports such compilers; `keyword_tables.ts` lists them by dialect. */
import type { JsonObject, JsonValue } from "../../codec/json/json_value.ts";
import type { SchemaPlace } from "../operation.ts";
import type { Dialect } from "./dialect.ts";
import type { SchemaResource } from "./index_resources.ts";
import type { LocatedSchema } from "./registry.ts";
import type { GroupedCheck, SchemaNode } from "./node.ts";
import type { SchemaOptions } from "./options.ts";

export interface KeywordContext {
  /** The schema object the keyword stands in. */
  readonly schema: JsonObject;
  readonly place: SchemaPlace;
  readonly dialect: Dialect;
  readonly options: SchemaOptions;
  /** Whether this compilation closes the object (`additionalProperties: strict`). */
  readonly closed: boolean;
  /** Required names that a direction does not demand, from the whole composition around. */
  readonly exempt: ReadonlyMap<string, "readOnly" | "writeOnly">;
  /** The place of a keyword, or of a value in it. */
  at(...tokens: readonly (string | number)[]): SchemaPlace;
  /** The schema under these tokens, for another value: a member, an item, a name. */
  child(...tokens: readonly (string | number)[]): SchemaNode;
  /** The schema under these tokens, for the same value. */
  inPlace(...tokens: readonly (string | number)[]): SchemaNode;
  /** The schema a reference leads to, for the same value; null after the issue was noted. */
  reference(ref: string, keyword: string): SchemaNode | null;
  /** Where a reference leads, without compiling it. */
  locate(ref: string): LocatedSchema | null;
  /** Every known schema with that dynamic anchor, by its resource, compiled for the same value. */
  dynamicTargets(anchor: string): ReadonlyMap<SchemaResource, SchemaNode>;
  /** Notes something wrong with the schema. */
  issue(keyword: string, message: string, severity?: "error" | "warning"): void;
}

/** Compiles a keyword's value; null where it asserts nothing or an issue was noted. */
export type CompileKeyword = (value: JsonValue, context: KeywordContext) => GroupedCheck | null;
