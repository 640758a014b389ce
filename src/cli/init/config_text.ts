/** The text of a first configuration: short, commented where a reader would ask why, valid as it stands. */
import type { AuthDraft } from "./draft_auth.ts";

export interface ConfigDraft {
  /** Of the document; "" for one without. */
  readonly title: string;
  readonly operations: number;
  /** Path of the document from the configuration's folder, as it is written. */
  readonly openapi: string;
  readonly upstream: string;
  /** Base path that callers write before every path; "" for none. */
  readonly basePath: string;
  readonly auth: AuthDraft;
  /** Whether schemas have patterns that can't be run in linear time, so that those are left out. */
  readonly lengthOnly: boolean;
  /** Path of the JSON Schema from the configuration's folder. */
  readonly schema: string;
  /** Path of the file of API keys from the configuration's folder. */
  readonly keysFile: string;
}

const PLAIN = /^[A-Za-z./](?:[A-Za-z0-9_./:-]*[A-Za-z0-9_/-])?$/u;

/** A YAML scalar: plain where that can't be read as anything else, else a JSON string, which is YAML. */
function scalar(text: string): string {
  return PLAIN.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan|\.)$/iu.test(text) ? text : JSON.stringify(text);
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Ends with a line break. */
export function toConfigText(draft: ConfigDraft): string {
  const title = draft.title === "" ? "the API" : `"${draft.title.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ").slice(0, 100)}"`;
  const lines = [
    `# yaml-language-server: $schema=${draft.schema}`,
    `# Portcullis in front of ${title}, ${plural(draft.operations, "operation")}. \`portcullis check\` says what is wrong here, \`portcullis matrix\` who may call what.`,
    "version: 1",
    "listen: 127.0.0.1:8080",
    "admin: 127.0.0.1:9090",
    "",
    "apis:",
    "  # Routes, schemas and security come from the document; what it does not declare is refused.",
    `  - openapi: ${scalar(draft.openapi)}`,
    ...(draft.basePath === ""
      ? []
      : [`    # Requests keep the base path of the document's servers, \`${draft.basePath}\`, on their way to the upstream.`]),
    `    upstream: ${scalar(draft.upstream)}`,
    ...(draft.lengthOnly
      ? [
          "    # Some patterns of the document can't be run in linear time; without this line they are errors. `check` names them.",
          "    unsupported_pattern: length_only",
        ]
      : []),
    "    auth:",
    ...authLines(draft),
    "    # Calls beyond are refused with 429.",
    "    limits:",
    "      - { per: ip, rate: 1200/min }",
    "      - { per: principal, rate: 600/min }",
    "",
  ];
  return lines.join("\n");
}

function authLines({ auth, keysFile }: ConfigDraft): readonly string[] {
  const { issuer, keys, keysFor, undeclared } = auth;
  return [
    ...(issuer === null
      ? []
      : [
          "      # Who issues the tokens, and what this API is called in their `aud`. `profile: keycloak | entra | auth0 | generic` where they are not RFC 9068.",
          `      issuer: ${scalar(issuer.issuer)}`,
          `      audience: ${scalar(issuer.audience)}`,
        ]),
    ...(keys ? ["      # Digests of API keys. `portcullis keys create NAME` makes a key.", `      keys: ${scalar(keysFile)}`] : []),
    ...(keysFor.length > 0
      ? [
          "      # Schemes of the document that nobody here can verify: an API key in `X-API-Key` stands in. With an issuer of tokens, write `issuer` and `audience` instead.",
          `      keys_for: [${keysFor.map(scalar).join(", ")}]`,
        ]
      : []),
    undeclared === 0
      ? "      # For operations that will declare no `security`."
      : `      # ${plural(undeclared, "operation")} of the document ${undeclared === 1 ? "declares" : "declare"} no \`security\`; ${undeclared === 1 ? "it needs" : "they need"} a known caller too.`,
    "      default: required",
  ];
}
