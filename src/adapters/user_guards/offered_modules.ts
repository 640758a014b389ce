/** What a user's guard may import wherever its file lies: this gateway's own `portcullis`, and the `zod` it decodes options with. */
import { registerHooks } from "node:module";

const OFFERED: ReadonlyMap<string, string> = new Map([
  ["portcullis", new URL(import.meta.url.endsWith(".ts") ? "../../index.ts" : "../../index.js", import.meta.url).href],
  ["zod", import.meta.resolve("zod")],
]);

let offered = false;

/**
 * From here on `import "portcullis"` and `import "zod"` find this gateway's own copies where the importing file's folder has none installed, as in a checkout.
 * Installed copies come first. Once per process, however often it is called.
 */
export function offerModules(): void {
  if (offered) return;
  offered = true;
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const own = OFFERED.get(specifier);
      if (own === undefined) return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch {
        return nextResolve(own, context);
      }
    },
  });
}
