/** A compiled schema with what is known of it besides its check, and how a reference visits it: guarded, bounded, remembered. */
import type { Issue } from "../../kernel/issue.ts";
import { Evaluated } from "./evaluated.ts";
import type { Check, SchemaNode } from "./node.ts";
import type { LocatedSchema } from "./registry.ts";

export interface NodeEdge {
  readonly to: NodeRecord;
  /** Applied to the same value. */
  readonly inPlace: boolean;
  /** Only perhaps met: a candidate of `$dynamicRef`. What is wrong with it is no reason to refuse the plan; being met, it fails. */
  readonly optional: boolean;
}

export interface NodeRecord extends SchemaNode {
  readonly id: number;
  readonly schema: LocatedSchema;
  readonly edges: NodeEdge[];
  readonly issues: Issue[];
  /** Leads back to itself for the same value. Set by `markLoops` before the first run. */
  looping: boolean;
  /** Whether `markLoops` is done with it. */
  settled: boolean;
}

export function newRecord(id: number, schema: LocatedSchema): NodeRecord {
  return { id, schema, edges: [], issues: [], looping: false, settled: false, check: () => false };
}

/** Visits a record through a reference. */
export function visitReference(record: NodeRecord): Check {
  const { place, resource } = record.schema;
  const changesScope = resource.dynamicAnchors.size > 0;
  return (value, run, seen) => {
    if (record.looping && run.isActive(record.id)) return true;
    if (!run.enterReference(place)) return false;
    const outer = run.scope;
    if (changesScope) run.scope = outer.enter(resource);
    const entries = typeof value === "object" && value !== null ? run.memoOf(value) : null;
    const known = entries?.get(record.id);
    let valid: boolean;
    if (known !== undefined && (known.valid ? seen === null || known.evaluated !== null : run.probing > 0)) {
      valid = known.valid;
      if (valid && seen !== null && known.evaluated !== null && run.spend(known.evaluated.size)) seen.addAll(known.evaluated);
    } else {
      const own = seen === null || entries === null ? seen : new Evaluated();
      const assumed = run.beginVisit(record.looping ? record.id : -1);
      valid = record.check(value, run, own);
      const independent = run.endVisit(record.looping ? record.id : -1, assumed);
      if (entries !== null) {
        if (independent && !run.stopped) entries.set(record.id, { valid, evaluated: own });
        if (valid && seen !== null && own !== null && own !== seen) seen.addAll(own);
      }
    }
    run.scope = outer;
    run.leaveReference();
    return valid;
  };
}

/** Marks every record from `root` on that leads back to itself for the same value, and settles all of them. */
export function markLoops(root: NodeRecord): void {
  // Tarjan's strongly connected components over in-place edges, without recursion: schemas may be long chains.
  const index = new Map<NodeRecord, number>();
  const low = new Map<NodeRecord, number>();
  const stack: NodeRecord[] = [];
  const onStack = new Set<NodeRecord>();
  const open: { readonly record: NodeRecord; next: number }[] = [];
  const begin = (record: NodeRecord): void => {
    index.set(record, index.size);
    low.set(record, index.size - 1);
    stack.push(record);
    onStack.add(record);
    open.push({ record, next: 0 });
  };
  const finish = (record: NodeRecord): void => {
    if (low.get(record) !== index.get(record)) return;
    const component: NodeRecord[] = [];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      onStack.delete(top);
      component.push(top);
      if (top === record) break;
    }
    const loops = component.length > 1 || record.edges.some((edge) => edge.inPlace && edge.to === record);
    for (const member of component) {
      member.looping = loops;
      member.settled = true;
    }
  };
  for (const start of reachable(root)) {
    if (start.settled || index.has(start)) continue;
    begin(start);
    for (let frame = open.at(-1); frame !== undefined; frame = open.at(-1)) {
      const { record } = frame;
      const edge = record.edges[frame.next];
      frame.next += 1;
      if (edge === undefined) {
        open.pop();
        finish(record);
        const parent = open.at(-1)?.record;
        if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(record) ?? 0));
      } else if (edge.inPlace && !edge.to.settled) {
        if (!index.has(edge.to)) begin(edge.to);
        else if (onStack.has(edge.to)) low.set(record, Math.min(low.get(record) ?? 0, index.get(edge.to) ?? 0));
      }
    }
  }
}

/** Every record that `root` leads to, itself first; stops at records that are settled, since all below them are too. */
function reachable(root: NodeRecord): readonly NodeRecord[] {
  const found = new Set<NodeRecord>([root]);
  for (const record of found) {
    if (record.settled) continue;
    for (const { to } of record.edges) found.add(to);
  }
  return [...found];
}

/** The issues of every record that `root` leads to. */
export function issuesFrom(root: NodeRecord): readonly Issue[] {
  const found = new Set<NodeRecord>([root]);
  for (const record of found) for (const { to, optional } of record.edges) if (!optional) found.add(to);
  return [...found].flatMap((record) => record.issues);
}
