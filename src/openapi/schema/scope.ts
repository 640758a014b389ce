/** The dynamic scope of a validation, as far as `$dynamicRef` sees it: the outermost resource that was entered binds each dynamic anchor. */
import type { SchemaResource } from "./index_resources.ts";

export class Scope {
  private readonly bindings: ReadonlyMap<string, SchemaResource>;
  private readonly next = new Map<SchemaResource, Scope>();

  constructor(bindings: ReadonlyMap<string, SchemaResource> = new Map()) {
    this.bindings = bindings;
  }

  /** The scope after entering a resource. Equal histories give the same object, so a scope can be a key. */
  enter(resource: SchemaResource): Scope {
    if (resource.dynamicAnchors.size === 0) return this;
    const known = this.next.get(resource);
    if (known !== undefined) return known;
    const fresh = [...resource.dynamicAnchors.keys()].filter((name) => !this.bindings.has(name));
    const scope = fresh.length === 0 ? this : new Scope(new Map([...this.bindings, ...fresh.map((name) => [name, resource] as const)]));
    this.next.set(resource, scope);
    return scope;
  }

  /** The resource whose dynamic anchor of that name counts here. */
  boundTo(anchor: string): SchemaResource | undefined {
    return this.bindings.get(anchor);
  }
}
