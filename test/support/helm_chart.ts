/** The renderings of the Helm chart that are kept, and what they were rendered from. */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root: string = fileURLToPath(new URL("../..", import.meta.url));

export const HELM_CASES: readonly { readonly name: string; readonly values: string | null }[] = [
  { name: "usual", values: null },
  { name: "tls", values: "test/deploy/helm/tls.values.yaml" },
];

export const renderedFile = (name: string): string => join(root, "test/deploy/helm", `${name}.rendered.yaml`);

/** First line of a rendering: a digest over every file of the chart, its values and the program that renders. */
export function sourceLine(values: string | null): string {
  const digest = createHash("sha256");
  const renderer = globSync("test/deploy/helm/{main.go,go.mod,go.sum}", { cwd: root });
  const files = [
    ...globSync("deploy/helm/portcullis/**/*.{yaml,json,tpl,txt}", { cwd: root }),
    ...renderer,
    ...(values === null ? [] : [values]),
  ];
  for (const file of files.toSorted())
    digest
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  return `# sources: ${digest.digest("hex")}`;
}
