/** Why the text of a parameter or field can't be read as its style says: a refusal as malformed, before any schema is asked. */

export type ParameterFaultCode =
  /** A name that stands for one value was given more than once, or two spellings of it were mixed. */
  | "parameter.repeated"
  /** No value where an item, a property or a value that is no string must be. */
  | "parameter.empty"
  /** Percent-encoding that is malformed or not UTF-8. */
  | "parameter.encoding"
  /** Delimiters or prefixes other than the style has them. */
  | "parameter.style"
  /** A NUL character, which ends text for some readers. */
  | "parameter.nul"
  /** The name `__proto__`. */
  | "parameter.proto_key"
  /** `name[a][b]` where the schema has no such property, or deeper than the limit. */
  | "parameter.nesting"
  /** JSON that is refused: a second fault says why. */
  | "parameter.json"
  /** XML: an element of another name, in another namespace, or text where only elements may be. */
  | "xml.name"
  | "xml.namespace"
  | "xml.text";

export class ParameterFault {
  readonly code: ParameterFaultCode;
  /** One lower-case sentence without anything of the value. */
  readonly message: string;
  /** Names and indices inside the parameter. */
  readonly path: readonly (string | number)[];

  constructor(code: ParameterFaultCode, message: string, path: readonly (string | number)[] = []) {
    this.code = code;
    this.message = message;
    this.path = path;
  }
}
