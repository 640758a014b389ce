/** Text as one word of a POSIX shell (section 2.2 of its command language), for commands that are shown to be copied. What a document names is never more than a word. */
export function toShellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
