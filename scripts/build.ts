/** `npm run build`: JavaScript and declarations in dist/, and the non-code files that the code reads from beside itself. */
import { spawnSync } from "node:child_process";
import { cpSync, globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(join(root, "dist"), { recursive: true, force: true });
const tsc = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: ["ignore", 2, 2],
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
for (const file of globSync("src/**/*.{json,yaml,sql}", { cwd: root })) {
  cpSync(join(root, file), join(root, file.replace(/^src/u, "dist")));
}
