/** Makes a failing text shorter for as long as it still fails: parts are taken out, first halves, at last single bytes. */

/** `fails` says whether a text still fails; it is asked at most `trials` times. */
export async function shrink(text: string, fails: (text: string) => Promise<boolean>, trials: number): Promise<string> {
  let left = trials;
  let shortest = text;
  for (let size = text.length >> 1; size >= 1 && left > 0; size = size === 1 ? 0 : Math.max(1, size >> 1)) {
    for (let at = 0; at < shortest.length && left > 0; left--) {
      const shorter = shortest.slice(0, at) + shortest.slice(at + size);
      if (await fails(shorter)) shortest = shorter;
      else at += size;
    }
  }
  return shortest;
}
