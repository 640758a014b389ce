/** A step that is done at once, or when a guard that waits has settled: most are synchronous, and a promise for each would cost a turn of the event loop. */

export type Later<T> = T | Promise<T>;

/** Goes on with `next` at once, or when the promise settles. What throws at once is thrown, not a promise that rejects. */
export function after<T, U>(value: Later<T>, next: (value: T) => Later<U>): Later<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
