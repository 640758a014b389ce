/** A decoder under fuzzing: `run` feeds it one input and throws when a property does not hold; a refusal is not a failure. */
export interface FuzzTarget {
  readonly name: string;
  readonly run: (bytes: Uint8Array) => void;
}
