/** Every `$ref` of every file must lead somewhere, those in schemas too; and every key with our prefix must be one we know. */
import type { Description } from "./description.ts";
import { checkExtension } from "./extensions.ts";
import { isKnownDocument } from "./load_files.ts";
import { resolveUri, splitFragment } from "./uri_reference.ts";

/** Reports `$ref`s that name nothing. A missing file was reported when it was read; names of anchors are left to the schema reader. */
export function checkReferences(description: Description): void {
  const known = new Map<string, boolean>();
  for (const file of description.files.files.values()) {
    for (const { ref, base, pointer } of file.scan.references) {
      const target = resolveUri(ref, base);
      let leads = known.get(target);
      if (leads === undefined) {
        leads = description.files.resolve(ref, base).kind !== "no_value";
        known.set(target, leads);
      }
      if (!leads) {
        description.error("openapi.unresolved_ref", `the reference \`${ref}\` leads to nothing; correct it or add what it names`, {
          uri: file.uri,
          pointer: `${pointer}/$ref`,
        });
      } else if (ref.startsWith("#") && !description.files.has(splitFragment(target).file) && !isKnownDocument(target)) {
        description.error("openapi.unresolved_ref", `the reference \`${ref}\` leads to no file that was read`, {
          uri: file.uri,
          pointer: `${pointer}/$ref`,
        });
      }
    }
    for (const { key, pointer } of file.scan.extensions) {
      if (description.extensions.has(key)) continue;
      for (const { code, message } of checkExtension(description.extensions, null, key, null))
        description.error(code, message, { uri: file.uri, pointer });
    }
  }
}
