/** Compiles schemas to nodes, one per place and variant, and keeps what was wrong with each so that every plan that reaches it says so. */
import { isJsonObject, type JsonObject } from "../../codec/json/json_value.ts";
import type { Issue } from "../../kernel/issue.ts";
import { below, closingOf, directionOfNames, isOnlyReference, referenceOf } from "./composition.ts";
import { isModern } from "./dialect.ts";
import { Evaluated } from "./evaluated.ts";
import type { SchemaResource } from "./index_resources.ts";
import type { KeywordContext } from "./keyword.ts";
import { assertsElsewhere, KEYWORD_TABLES, type KeywordRow, knownKeywords, meantKeyword, REFERENCE_ALONE } from "./keyword_tables.ts";
import { checkRestOfObject } from "./keywords/unevaluated.ts";
import { type Check, combineChecks, type GroupedCheck, type SchemaNode } from "./node.ts";
import type { SchemaOptions } from "./options.ts";
import { type NodeRecord, newRecord, visitReference } from "./record.ts";
import type { LocatedSchema, SchemaRegistry } from "./registry.ts";
import { placeBelow, toPlaceText } from "../place.ts";

type Exempt = ReadonlyMap<string, "readOnly" | "writeOnly">;

const NOTHING_EXEMPT: Exempt = new Map();
const FAILS: Check = () => false;

export class SchemaCompiler {
  readonly registry: SchemaRegistry;
  readonly options: SchemaOptions;
  /** Whether any record has an issue; while none has, plans need not look. */
  hasIssues = false;
  private readonly records = new Map<string, NodeRecord>();
  private readonly references = new Map<NodeRecord, SchemaNode>();

  constructor(registry: SchemaRegistry, options: SchemaOptions) {
    this.registry = registry;
    this.options = options;
  }

  /** The record of a schema applied to a value of its own: a body, a parameter, a member, an item. Closed under `strict`. */
  root(schema: LocatedSchema): NodeRecord {
    if (this.options.additionalProperties !== "strict") return this.record(schema, "", NOTHING_EXEMPT);
    let target = schema;
    for (const passed = new Set<unknown>(); isOnlyReference(target) && !passed.has(target.value); ) {
      passed.add(target.value);
      target = referenceOf(target, this.registry) ?? target;
    }
    const closing = closingOf(target, this.registry);
    if (closing === "open") return this.record(schema, "", NOTHING_EXEMPT);
    return closing === "simple" ? this.record(target, "closed", NOTHING_EXEMPT) : this.closedRecord(target);
  }

  private closedRecord(schema: LocatedSchema): NodeRecord {
    const key = `${toPlaceText(schema.place)} closed composition`;
    const known = this.records.get(key);
    if (known !== undefined) return known;
    const record = newRecord(this.records.size, schema);
    this.records.set(key, record);
    const inner = this.record(schema, "", NOTHING_EXEMPT);
    record.edges.push({ to: inner, inPlace: true, optional: false });
    const rest = checkRestOfObject(null, schema.place, "schema.additional_properties");
    record.check = (value, run, seen) => {
      if (!isJsonObject(value)) return inner.check(value, run, seen);
      const own = new Evaluated();
      if (!inner.check(value, run, own) || !rest(value, run, own)) return false;
      seen?.addAll(own);
      return true;
    };
    return record;
  }

  private record(schema: LocatedSchema, variant: "" | "closed", inherited: Exempt, parentKey = ""): NodeRecord {
    const { place } = schema;
    const key = `${toPlaceText(place)} ${variant} ${inherited.size > 0 ? parentKey : ""}`;
    const known = this.records.get(key);
    if (known !== undefined) return known;
    const record = newRecord(this.records.size, schema);
    this.records.set(key, record);
    record.check = this.compile(schema, record, key, variant === "closed", inherited);
    return record;
  }

  private compile(schema: LocatedSchema, record: NodeRecord, key: string, closed: boolean, inherited: Exempt): Check {
    const { value, place, resource } = schema;
    if (value === true) return () => true;
    if (value === false) return (_value, run) => run.fail("schema.false", place, "nothing may stand here");
    if (!isJsonObject(value)) {
      this.note(record, "", "a schema must be an object", "error");
      return FAILS;
    }
    const context = this.contextFor(schema, value, record, key, closed, inherited);
    const checks: GroupedCheck[] = [];
    for (const entry of this.rowsFor(value, resource)) {
      const keyword = entry.keywords.find((name) => Object.hasOwn(value, name));
      if (keyword === undefined) continue;
      const check = entry.compile(value[keyword] ?? null, context);
      if (check !== null) checks.push(check);
    }
    this.checkKeywords(value, schema, record);
    // INVARIANT: a schema with an error never lets a value pass, even where no plan should have been made of it.
    if (record.issues.some((issue) => issue.severity === "error"))
      return (_value, run) => run.fail("schema.invalid", place, "is described by a schema that is not valid");
    return inOwnScope(schema, collectOwn(checks, combineChecks(checks)));
  }

  private rowsFor(value: JsonObject, resource: SchemaResource): readonly KeywordRow[] {
    const { dialect } = resource;
    if (!isModern(dialect) && typeof value["$ref"] === "string") return REFERENCE_ALONE;
    const rows = KEYWORD_TABLES[dialect];
    return this.registry.lacksValidation(resource) ? rows.filter((entry) => !entry.assertion) : rows;
  }

  /** Unknown keywords describe; but one that asserts in another version, or is nearly one that does, looks like protection and is none: that is said. */
  private checkKeywords(value: JsonObject, { resource }: LocatedSchema, record: NodeRecord): void {
    const known = knownKeywords(resource.dialect);
    const strict = this.options.unknownKeyword === "error";
    for (const keyword of Object.keys(value)) {
      if (known.has(keyword) || keyword.startsWith("x-")) continue;
      const meant = assertsElsewhere(keyword) ? null : meantKeyword(keyword);
      if (!strict && meant === null && !assertsElsewhere(keyword)) continue;
      const hint = meant === null ? "" : `; did you mean \`${meant}\`?`;
      this.note(record, keyword, `\`${keyword}\` is no keyword of this version, so it checks nothing${hint}`, strict ? "error" : "warning");
    }
  }

  private note(record: NodeRecord, keyword: string, message: string, severity: "error" | "warning"): void {
    const { place } = record.schema;
    const at = keyword === "" ? place : placeBelow(place, keyword);
    const issue: Issue = {
      severity,
      code: `schema.${severity === "error" ? "invalid" : "ignored"}`,
      message,
      file: at.uri,
      pointer: at.pointer,
      line: null,
      column: null,
    };
    record.issues.push(issue);
    this.hasIssues = true;
  }

  private contextFor(
    schema: LocatedSchema,
    value: JsonObject,
    record: NodeRecord,
    key: string,
    closed: boolean,
    inherited: Exempt,
  ): KeywordContext {
    const { place, resource } = schema;
    const { registry } = this;
    let exempt: Exempt | null = null;
    const exemptNames = (): Exempt =>
      (exempt ??= Object.hasOwn(value, "required") || hasInline(value) ? merge(inherited, directionOfNames(schema, registry)) : inherited);
    const edge = (to: NodeRecord, inPlace: boolean): SchemaNode => {
      record.edges.push({ to, inPlace, optional: false });
      return to;
    };
    const missing = (keyword: string, message: string): null => {
      this.note(record, keyword, message, "error");
      return null;
    };
    const at = (...tokens: readonly (string | number)[]): LocatedSchema | null => below(schema, registry, ...tokens);
    const reference = (ref: string, keyword: string): SchemaNode | null => {
      const target = registry.resolve(ref, resource);
      if (target === null) return missing(keyword, `\`${ref}\` leads to nothing that was loaded; check the path, or add the file it names`);
      const to = this.record(target, "", NOTHING_EXEMPT);
      record.edges.push({ to, inPlace: true, optional: false });
      return this.referenceTo(to);
    };
    return {
      schema: value,
      place,
      dialect: resource.dialect,
      options: this.options,
      closed,
      get exempt() {
        return exemptNames();
      },
      at: (...tokens) => placeBelow(place, ...tokens),
      child: (...tokens) => {
        const target = at(...tokens);
        return target === null ? { check: FAILS } : edge(this.root(target), false);
      },
      inPlace: (...tokens) => {
        const target = at(...tokens);
        return target === null ? { check: FAILS } : edge(this.record(target, "", exemptNames(), key), true);
      },
      reference,
      locate: (ref) => registry.resolve(ref, resource),
      dynamicTargets: (anchor) => {
        const targets = new Map<SchemaResource, SchemaNode>();
        for (const target of registry.withDynamicAnchor(anchor)) {
          const to = this.record(target, "", NOTHING_EXEMPT);
          record.edges.push({ to, inPlace: true, optional: true });
          targets.set(target.resource, this.referenceTo(to));
        }
        return targets;
      },
      issue: (keyword, message, severity = "error") => this.note(record, keyword, message, severity),
    };
  }

  private referenceTo(record: NodeRecord): SchemaNode {
    const known = this.references.get(record);
    if (known !== undefined) return known;
    const node: SchemaNode = { check: visitReference(record) };
    this.references.set(record, node);
    return node;
  }
}

const merge = (a: Exempt, b: Exempt): Exempt => (a.size === 0 ? b : b.size === 0 ? a : new Map([...a, ...b]));

/** Whether schemas stand inside for the same value, to which exempt names are handed on. */
function hasInline(value: JsonObject): boolean {
  return ["allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas"].some((keyword) => Object.hasOwn(value, keyword));
}

/** Gives a schema with `unevaluated...` a collector of its own: what the schemas around it evaluated is not its business. */
function collectOwn(checks: readonly GroupedCheck[], check: Check): Check {
  if (!checks.some((entry) => entry.group === "last")) return check;
  return (value, run, seen) => {
    if (typeof value !== "object" || value === null) return check(value, run, seen);
    const own = new Evaluated();
    if (!check(value, run, own)) return false;
    seen?.addAll(own);
    return true;
  };
}

/** A schema that is a resource enters the dynamic scope with it. */
function inOwnScope({ place, resource }: LocatedSchema, check: Check): Check {
  if (resource.dynamicAnchors.size === 0 || resource.pointer !== place.pointer || resource.file !== place.uri) return check;
  return (value, run, seen) => {
    const outer = run.scope;
    run.scope = outer.enter(resource);
    const fits = check(value, run, seen);
    run.scope = outer;
    return fits;
  };
}
