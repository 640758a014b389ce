/** Raw semicolons in queries and forms, which are one reading only where the description says so. */
import { holdsSemicolon, type QueryPair } from "../../codec/query.ts";
import type { Judgement } from "../judgement.ts";
import { toShownName } from "./parameter_place.ts";

/**
 * Says of each pair that holds a raw `;` although its field may not (`allowReserved`) that it can't be read in one way; false where there is one. Attack: some
 * servers read `user=7;admin=1` as two fields.
 */
export function refuseSemicolons(
  pairs: readonly QueryPair[],
  mayHold: (name: string) => boolean,
  placeOf: (name: string) => string,
  judgement: Judgement,
): boolean {
  let fine = true;
  for (const pair of pairs) {
    if (!holdsSemicolon(pair) || (mayHold(pair.name) && !pair.rawName.includes(";"))) continue;
    fine = false;
    judgement.add(
      "malformed",
      "parameter.semicolon",
      placeOf(toShownName(pair.name)),
      "holds a `;` that is not encoded, at which some servers divide",
      null,
    );
  }
  return fine;
}
