/** Headers and cookies that an operation does not declare pass; how many there were is counted, as a hint at what a document lacks. */
import type { HeaderFields } from "../../kernel/exchange.ts";
import { fieldId } from "../../message/field_names.ts";

/** Totals since the process began, of one operation. */
export interface UndeclaredCount {
  headers: number;
  cookies: number;
}

/** One per process (`services.state`), by API and operation: bounded by the documents. */
export class UndeclaredCounts {
  private readonly counts = new Map<string, UndeclaredCount>();

  /** The count of an operation, the same object each time. */
  of(api: string, operation: string): UndeclaredCount {
    const key = JSON.stringify([api, operation]);
    const known = this.counts.get(key) ?? { headers: 0, cookies: 0 };
    this.counts.set(key, known);
    return known;
  }

  /** Everything counted, for metrics; keys are JSON `[api, operation]`. */
  entries(): IterableIterator<[key: string, count: Readonly<UndeclaredCount>]> {
    return this.counts.entries();
  }
}

/** Id of the counts among the state holders. */
export const UNDECLARED_COUNTS_ID = "openapi_request.undeclared";

/**
 * Adds what this request has beyond what is declared. Header names that every API gets (`field_names.ts`) count as declared. Cookies are counted by their
 * separators, not parsed: a field that is not declared must not be refused for its form.
 */
export function countUndeclared(
  headers: HeaderFields,
  declaredHeaders: ReadonlySet<string>,
  declaredCookies: ReadonlySet<string>,
  count: UndeclaredCount,
): void {
  for (let index = 0; index < headers.length; index += 1) {
    const name = headers.nameAt(index);
    if (name === "cookie") {
      if (declaredCookies.size === 0) count.cookies += countPairs(headers.valueAt(index));
    } else if (fieldId(name) < 0 && !declaredHeaders.has(name)) count.headers += 1;
  }
}

function countPairs(text: string): number {
  let pairs = 1;
  for (let at = text.indexOf(";"); at >= 0; at = text.indexOf(";", at + 1)) pairs += 1;
  return pairs;
}
