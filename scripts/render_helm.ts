/**
 * Renders the Helm chart with Helm's own engine (test/deploy/helm/main.go; it needs Go) into test/deploy/helm/*.rendered.yaml, which tests hold against the
 * schemas of Kubernetes. To be run after every change of the chart: a test says when it was not.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HELM_CASES, renderedFile, sourceLine } from "../test/support/helm_chart.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
for (const { name, values } of HELM_CASES) {
  const args = ["run", ".", join(root, "deploy/helm/portcullis"), "gateway", ...(values === null ? [] : [join(root, values)])];
  const rendered = execFileSync("go", args, { cwd: join(root, "test/deploy/helm"), encoding: "utf8" });
  writeFileSync(renderedFile(name), `${sourceLine(values)}\n${rendered}`);
}
