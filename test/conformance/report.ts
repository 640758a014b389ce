/** What running other people's cases came to. */
export interface ConformanceReport {
  readonly passed: number;
  /** One line per case that came out otherwise than expected. */
  readonly failures: readonly string[];
  /** Cases not run or decided otherwise on purpose, each with its reason. */
  readonly skips: readonly string[];
  /** What a reader wants to know besides: decisions taken where the cases leave the choice. */
  readonly notes: readonly string[];
}

/** One source of cases: `run` gets the arguments after its name. Throws where the cases can't be read. */
export interface ConformanceSource {
  readonly usage: string;
  readonly run: (args: readonly string[]) => ConformanceReport | Promise<ConformanceReport>;
}
