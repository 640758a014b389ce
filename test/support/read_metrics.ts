/** Metrics of a running gateway, as a scraper gets them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestGateway } from "./gateway.ts";

export class ReadMetrics {
  /** The whole, in the text format of Prometheus. */
  readonly text: string;
  private readonly lines: readonly string[];

  private constructor(text: string) {
    this.text = text;
    this.lines = text.split("\n");
  }

  static async of({ adminPort, folder }: Pick<TestGateway, "adminPort" | "folder">): Promise<ReadMetrics> {
    const token = readFileSync(join(folder, ".portcullis/admin-token"), "utf8").trim();
    const answer = await fetch(`http://127.0.0.1:${adminPort}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status !== 200) throw new Error(`metrics: ${answer.status}`);
    return new ReadMetrics(await answer.text());
  }

  /** Value of the row whose labels contain all of `labels`; 0 where there is none. */
  value(name: string, ...labels: readonly string[]): number {
    const row = this.lines.find(
      (line) => line.startsWith(name) && /^[ {]/u.test(line.slice(name.length)) && labels.every((label) => line.includes(label)),
    );
    return row === undefined ? 0 : Number(row.slice(row.lastIndexOf(" ") + 1));
  }
}
