/** Names that differ in letter case alone, as readers that ignore it compare them: Go, for one, also takes U+017F for `s` and U+212A for `k`. */
export function foldCase(name: string): string {
  return name.toLowerCase().toUpperCase();
}
