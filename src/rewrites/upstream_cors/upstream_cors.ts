/** Where the gateway speaks the CORS protocol for an API, the upstream's own allowances are removed: two policies would be no policy. */
import { z } from "zod";
import { NO_CHANGE } from "../../kernel/guard.ts";
import { defineRewrite, type RewriteOf } from "../define_rewrite.ts";

const PREFIX = "access-control-";

/** Shares the key `cors` with the guard that decides; its options are that guard's business. The gateway's own fields are set after rewrites. */
export const upstreamCors: RewriteOf<"response"> = defineRewrite({
  name: "upstream_cors",
  key: "cors",
  phase: "response",
  summary: "removes the upstream's own CORS fields where the gateway answers for it",
  options: z.unknown(),
  compile: () => ({
    kind: "apply",
    apply: ({ response: { headers } }) => {
      let found: string[] | null = null;
      for (let index = 0; index < headers.length; index++) {
        const field = headers.nameAt(index);
        if (!field.startsWith(PREFIX)) continue;
        found ??= [];
        if (!found.includes(field)) found.push(field);
      }
      return found === null ? NO_CHANGE : { set: NO_CHANGE.set, remove: found };
    },
  }),
});
