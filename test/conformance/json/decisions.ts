/** Where the suite leaves the choice, ours; and what the suite accepts and we refuse on purpose. */

export interface Strictness {
  readonly code: string;
  readonly reason: string;
}

const TWICE = "RFC 8259 section 4 leaves the meaning of repeated names open, so a guard and an upstream may read different values";

export const REFUSED_ON_PURPOSE: ReadonlyMap<string, Strictness> = new Map([
  ["y_object_duplicated_key.json", { code: "json.duplicate_key", reason: TWICE }],
  ["y_object_duplicated_key_and_value.json", { code: "json.duplicate_key", reason: TWICE }],
]);

/** `accepted`, or the code of the refusal, per `i_` text. */
export const DECIDED: ReadonlyMap<string, string> = new Map([
  ["i_number_double_huge_neg_exp.json", "json.number_range"],
  ["i_number_huge_exp.json", "json.number_range"],
  ["i_number_neg_int_huge_exp.json", "json.number_range"],
  ["i_number_pos_double_huge_exp.json", "json.number_range"],
  ["i_number_real_neg_overflow.json", "json.number_range"],
  ["i_number_real_pos_overflow.json", "json.number_range"],
  ["i_number_real_underflow.json", "json.number_range"],
  ["i_number_too_big_neg_int.json", "accepted"],
  ["i_number_too_big_pos_int.json", "accepted"],
  ["i_number_very_big_negative_int.json", "json.number_digits"],
  ["i_object_key_lone_2nd_surrogate.json", "json.lone_surrogate"],
  ["i_string_1st_surrogate_but_2nd_missing.json", "json.lone_surrogate"],
  ["i_string_1st_valid_surrogate_2nd_invalid.json", "json.lone_surrogate"],
  ["i_string_UTF-16LE_with_BOM.json", "json.encoding"],
  ["i_string_UTF-8_invalid_sequence.json", "json.encoding"],
  ["i_string_UTF8_surrogate_U+D800.json", "json.encoding"],
  ["i_string_incomplete_surrogate_and_escape_valid.json", "json.lone_surrogate"],
  ["i_string_incomplete_surrogate_pair.json", "json.lone_surrogate"],
  ["i_string_incomplete_surrogates_escape_valid.json", "json.lone_surrogate"],
  ["i_string_invalid_lonely_surrogate.json", "json.lone_surrogate"],
  ["i_string_invalid_surrogate.json", "json.lone_surrogate"],
  ["i_string_invalid_utf-8.json", "json.encoding"],
  ["i_string_inverted_surrogates_U+1D11E.json", "json.lone_surrogate"],
  ["i_string_iso_latin_1.json", "json.encoding"],
  ["i_string_lone_second_surrogate.json", "json.lone_surrogate"],
  ["i_string_lone_utf8_continuation_byte.json", "json.encoding"],
  ["i_string_not_in_unicode_range.json", "json.encoding"],
  ["i_string_overlong_sequence_2_bytes.json", "json.encoding"],
  ["i_string_overlong_sequence_6_bytes.json", "json.encoding"],
  ["i_string_overlong_sequence_6_bytes_null.json", "json.encoding"],
  ["i_string_truncated-utf-8.json", "json.encoding"],
  ["i_string_utf16BE_no_BOM.json", "json.encoding"],
  ["i_string_utf16LE_no_BOM.json", "json.encoding"],
  ["i_structure_500_nested_arrays.json", "json.too_deep"],
  ["i_structure_UTF-8_BOM_empty_object.json", "json.byte_order_mark"],
]);
