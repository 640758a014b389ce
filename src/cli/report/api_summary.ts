/** What a generation protects, in short: per API how many operations, who may call them, and what is not enforced. */
import type { ApiPlan, Generation } from "../../engine/plan.ts";
import type { UpstreamTarget } from "../../engine/upstream.ts";

export interface ApiSummary {
  readonly name: string;
  readonly upstream: string;
  /** Operations of the document; 0 for an API without one. */
  readonly operations: number;
  /** True for `routes: any`: every path passes, and no description says what a request must look like. */
  readonly unvalidated: boolean;
  /** Who may call, in words, and how many operations that holds for; the most frequent first. */
  readonly access: readonly { readonly who: string; readonly operations: number }[];
  /** Guards that only observe somewhere in this API, and how many operations that holds for. */
  readonly observing: readonly { readonly guard: string; readonly operations: number }[];
}

/** `http://127.0.0.1:3000/v1`; of several targets all, each with its weight where that is not 1. */
export function upstreamText({ upstream, group }: ApiPlan): string {
  const text = ({ scheme, authority, basePath }: UpstreamTarget): string => `${scheme}://${authority}${basePath}`;
  if (group === null) return text(upstream);
  return group.targets.map(({ target, weight }) => `${text(target)}${weight === 1 ? "" : ` (weight ${weight})`}`).join(", ");
}

export async function summariseApis(generation: Generation): Promise<readonly ApiSummary[]> {
  return await Promise.all(
    generation.apis.map(async (api): Promise<ApiSummary> => {
      const access = new Map<string, number>();
      const observing = new Map<string, number>();
      const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
      for (const operation of api.operations) {
        const plan = await api.planOf(operation);
        count(access, plan.access);
        if (plan.authMode === "observe") count(observing, "authn");
        for (const guard of Object.values(plan.guards).flat()) if (guard.mode === "observe") count(observing, guard.name);
      }
      return {
        name: api.name,
        upstream: upstreamText(api),
        operations: api.anyOperation === null ? api.operations.length : 0,
        unvalidated: api.anyOperation !== null,
        access: mostFirst(access).map(([who, operations]) => ({ who, operations })),
        observing: mostFirst(observing).map(([guard, operations]) => ({ guard, operations })),
      };
    }),
  );
}

function mostFirst(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
