/** The manifests and the chart's renderings against the published schemas of the oldest and the newest Kubernetes that is meant, strictly, and what they promise. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { readConfigFile } from "../../src/adapters/read_config_file.ts";
import { checkGateway } from "../../src/gateway.ts";
import { HELM_CASES, renderedFile, sourceLine } from "../support/helm_chart.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = new URL("../..", import.meta.url).pathname;
const VERSIONS = ["1.30", "1.37"] as const;
const FOLDER = "deploy/kubernetes";

const published = z.object({ kinds: z.record(z.string(), z.string()), $defs: z.record(z.string(), z.unknown()) });
const manifest = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
type Manifest = z.output<typeof manifest>;

const documentsOf = (text: string): readonly unknown[] => parseAllDocuments(text).map((document): unknown => document.toJS());
const plainFiles = z.object({ resources: z.array(z.string()) });
const [kustomization] = documentsOf(readFileSync(join(root, FOLDER, "kustomization.yaml"), "utf8"));
const { resources } = plainFiles.parse(kustomization);

interface Deployed {
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

const DEPLOYED: readonly Deployed[] = [
  {
    name: "plain",
    manifests: resources.flatMap((file) => documentsOf(readFileSync(join(root, FOLDER, file), "utf8"))).map((each) => manifest.parse(each)),
  },
  ...HELM_CASES.map(({ name }) => ({
    name: `helm ${name}`,
    manifests: documentsOf(readFileSync(renderedFile(name), "utf8")).map((each) => manifest.parse(each)),
  })),
];

function find({ manifests }: Deployed, kind: string): Manifest {
  const found = manifests.find((each) => each.kind === kind);
  assert.ok(found !== undefined, kind);
  return found;
}

for (const version of VERSIONS) {
  const schema = published.parse(JSON.parse(readFileSync(join(root, `test/deploy/kubernetes-${version}.json`), "utf8")));
  const ajv = new Ajv2020({ strict: false, logger: false, allErrors: true });
  ajv.addSchema({ $id: "k8s", $defs: schema.$defs });
  const faultsOf = (value: Manifest): readonly string[] => {
    const { kind } = value;
    const name = schema.kinds[kind];
    if (name === undefined) return [`no schema of ${kind}`];
    const validate = ajv.compile({ $ref: `k8s#/$defs/${name}` });
    return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${kind}${instancePath} ${message ?? ""}`);
  };

  test(`every manifest is one of Kubernetes ${version}, and a mistake in one would be found`, () => {
    let count = 0;
    for (const { name, manifests } of DEPLOYED)
      for (const each of manifests) {
        assert.deepEqual(faultsOf(each), [], name);
        count++;
      }
    assert.equal(count, 6 + 6 + 4);
    const broken = structuredClone(find(DEPLOYED[0] ?? assert.fail(), "Deployment"));
    Object.assign(broken, { spec: { ...z.looseObject({}).parse(broken["spec"]), replicaz: 2, replicas: "two" } });
    assert.deepEqual(faultsOf(broken), [
      "Deployment/spec must NOT have additional properties",
      "Deployment/spec/replicas must be integer,null",
    ]);
  });
}

test("the chart's renderings are of the chart as it is", () => {
  for (const { name, values } of HELM_CASES) {
    const [first] = readFileSync(renderedFile(name), "utf8").split("\n");
    assert.equal(first, sourceLine(values), "the chart changed: run `node bin/launch.cjs scripts/render_helm.ts` (it needs Go)");
  }
});

const probe = z.object({ exec: z.object({ command: z.array(z.string()) }), timeoutSeconds: z.number() });
const pod = z.looseObject({
  automountServiceAccountToken: z.literal(false),
  terminationGracePeriodSeconds: z.number().min(36),
  securityContext: z.looseObject({ runAsNonRoot: z.literal(true), seccompProfile: z.object({ type: z.literal("RuntimeDefault") }) }),
  containers: z.tuple([
    z.looseObject({
      securityContext: z.object({
        allowPrivilegeEscalation: z.literal(false),
        readOnlyRootFilesystem: z.literal(true),
        capabilities: z.object({ drop: z.tuple([z.literal("ALL")]) }),
      }),
      resources: z.looseObject({ limits: z.looseObject({ memory: z.string() }) }),
      args: z.array(z.string()),
      startupProbe: probe,
      readinessProbe: probe,
      livenessProbe: probe,
      volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
    }),
  ]),
});
const deployment = z.looseObject({
  selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
  template: z.looseObject({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }), spec: pod }),
});
const selecting = z.looseObject({
  selector: z.union([z.object({ matchLabels: z.record(z.string(), z.string()) }), z.record(z.string(), z.string())]),
});

test("every deployment runs without rights on a read-only file system, and is probed by what the image has", () => {
  for (const deployed of DEPLOYED) {
    const { selector, template } = deployment.parse(find(deployed, "Deployment")["spec"]);
    const [container] = template.spec.containers;
    for (const [key, value] of Object.entries(selector.matchLabels)) assert.equal(template.metadata.labels[key], value, deployed.name);
    assert.deepEqual(container.readinessProbe.exec.command, ["/nodejs/bin/node", "/app/bin/probe.cjs", "readyz"]);
    assert.deepEqual(container.livenessProbe.exec.command, ["/nodejs/bin/node", "/app/bin/probe.cjs", "livez"]);
    assert.ok(container.args.includes("/etc/portcullis/portcullis.yaml"));
    const service = selecting.parse(find(deployed, "Service")["spec"]).selector;
    assert.deepEqual(service, selector.matchLabels, deployed.name);
  }
});

const configMap = z.looseObject({ data: z.record(z.string(), z.string()) });

async function issuesOf(context: TestContext, deployed: Deployed, compile: boolean): Promise<readonly string[]> {
  const { data } = configMap.parse(find(deployed, "ConfigMap"));
  const folder = temporaryFolder(context);
  for (const [name, text] of Object.entries(data)) writeFileSync(join(folder, name), text);
  const file = join(folder, "portcullis.yaml");
  const { issues } = compile ? await checkGateway({ configPath: file }) : readConfigFile(file);
  return issues.map(({ message }) => message);
}

test("the configurations that they carry are valid, with their state where a volume is", async (context) => {
  for (const deployed of DEPLOYED) {
    // The certificate of one comes from a Secret.
    assert.deepEqual(await issuesOf(context, deployed, deployed.name !== "helm tls"), [], deployed.name);
    const text = configMap.parse(find(deployed, "ConfigMap")).data["portcullis.yaml"] ?? "";
    const state = /^state: (\S+)$/mu.exec(text)?.[1];
    const { volumeMounts } = deployment.parse(find(deployed, "Deployment")["spec"]).template.spec.containers[0];
    assert.ok(
      volumeMounts.some(({ mountPath }) => mountPath === state),
      deployed.name,
    );
  }
});
