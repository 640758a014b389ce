/** Every scenario there is. A new one is a file and a line in each half. */
import { scenario as lengthAndChunked } from "./framing/length_and_chunked.ts";
import { scenario as contentLengthRepeated } from "./framing/content_length_repeated.ts";
import { scenario as contentLengthList } from "./framing/content_length_list.ts";
import { scenario as contentLengthSign } from "./framing/content_length_sign.ts";
import { scenario as contentLengthLeadingZero } from "./framing/content_length_leading_zero.ts";
import { scenario as contentLengthHuge } from "./framing/content_length_huge.ts";
import { scenario as codingObfuscated } from "./framing/coding_obfuscated.ts";
import { scenario as codingList } from "./framing/coding_list.ts";
import { scenario as codingRepeated } from "./framing/coding_repeated.ts";
import { scenario as codingVerticalTab } from "./framing/coding_vertical_tab.ts";
import { scenario as codingWithBlankBeforeColon } from "./framing/coding_with_blank_before_colon.ts";
import { scenario as codingByUnderscore } from "./framing/coding_by_underscore.ts";
import { scenario as codingInHttp10 } from "./framing/coding_in_http_1_0.ts";
import { scenario as chunkExtension } from "./framing/chunk_extension.ts";
import { scenario as chunkSizePrefix } from "./framing/chunk_size_prefix.ts";
import { scenario as chunkSizeOverflow } from "./framing/chunk_size_overflow.ts";
import { scenario as chunkLineFeed } from "./framing/chunk_line_feed.ts";
import { scenario as chunkOverlong } from "./framing/chunk_overlong.ts";
import { scenario as chunksTooSmall } from "./framing/chunks_too_small.ts";
import { scenario as trailerCredentials } from "./framing/trailer_credentials.ts";
import { scenario as foldedLine } from "./framing/folded_line.ts";
import { scenario as bareLineFeed } from "./framing/bare_line_feed.ts";
import { scenario as bareCarriageReturn } from "./framing/bare_carriage_return.ts";
import { scenario as nulInValue } from "./framing/nul_in_value.ts";
import { scenario as fieldWithoutColon } from "./framing/field_without_colon.ts";
import { scenario as hostMissing } from "./framing/host_missing.ts";
import { scenario as hostRepeated } from "./framing/host_repeated.ts";
import { scenario as hostWithUserinfo } from "./framing/host_with_userinfo.ts";
import { scenario as hostEmpty } from "./framing/host_empty.ts";
import { scenario as absoluteFormMismatch } from "./framing/absolute_form_mismatch.ts";
import { scenario as requestLineSplit } from "./framing/request_line_split.ts";
import { scenario as requestLineTooLong } from "./framing/request_line_too_long.ts";
import { scenario as fieldTooLarge } from "./framing/field_too_large.ts";
import { scenario as tooManyFields } from "./framing/too_many_fields.ts";
import { scenario as http2Preface } from "./framing/http_2_preface.ts";
import { scenario as nominatedCredential } from "./framing/nominated_credential.ts";
import { scenario as connectTunnel } from "./framing/connect_tunnel.ts";
import { scenario as smuggledInPipeline } from "./framing/smuggled_in_pipeline.ts";
import { scenario as dotSegments } from "./paths/dot_segments.ts";
import { scenario as encodedDotSegments } from "./paths/encoded_dot_segments.ts";
import { scenario as dotsBeforeSemicolon } from "./paths/dots_before_semicolon.ts";
import { scenario as doubleEncoding } from "./paths/double_encoding.ts";
import { scenario as overlongUtf8 } from "./paths/overlong_utf8.ts";
import { scenario as encodedNul } from "./paths/encoded_nul.ts";
import { scenario as malformedPercent } from "./paths/malformed_percent.ts";
import { scenario as repeatedSlashes } from "./paths/repeated_slashes.ts";
import { scenario as encodedSlash } from "./paths/encoded_slash.ts";
import { scenario as encodedSlashAlone } from "./paths/encoded_slash_alone.ts";
import { scenario as semicolon } from "./paths/semicolon.ts";
import { scenario as backslash } from "./paths/backslash.ts";
import { scenario as otherCase } from "./paths/other_case.ts";
import { scenario as trailingSlash } from "./paths/trailing_slash.ts";
import { scenario as undeclaredPath } from "./paths/undeclared_path.ts";
import { scenario as extensionSuffix } from "./paths/extension_suffix.ts";
import { scenario as undeclaredMethod } from "./paths/undeclared_method.ts";
import { scenario as methodInOtherCase } from "./paths/method_in_other_case.ts";
import { scenario as methodOverrideHeader } from "./paths/method_override_header.ts";
import { scenario as methodOverrideParameter } from "./paths/method_override_parameter.ts";
import { scenario as trace } from "./paths/trace.ts";
import { scenario as rewrittenUrlHeader } from "./paths/rewritten_url_header.ts";
import { scenario as algorithmNone } from "./tokens/algorithm_none.ts";
import { scenario as algorithmConfusion } from "./tokens/algorithm_confusion.ts";
import { scenario as keyIdPath } from "./tokens/key_id_path.ts";
import { scenario as keyIdSql } from "./tokens/key_id_sql.ts";
import { scenario as keyUnknown } from "./tokens/key_unknown.ts";
import { scenario as keyOfAnother } from "./tokens/key_of_another.ts";
import { scenario as keyEmbedded } from "./tokens/key_embedded.ts";
import { scenario as keyUrl } from "./tokens/key_url.ts";
import { scenario as certificateUrl } from "./tokens/certificate_url.ts";
import { scenario as criticalExtension } from "./tokens/critical_extension.ts";
import { scenario as wrongIssuer } from "./tokens/wrong_issuer.ts";
import { scenario as wrongAudience } from "./tokens/wrong_audience.ts";
import { scenario as audiencePrefix } from "./tokens/audience_prefix.ts";
import { scenario as expired } from "./tokens/expired.ts";
import { scenario as noExpiry } from "./tokens/no_expiry.ts";
import { scenario as expiryAsText } from "./tokens/expiry_as_text.ts";
import { scenario as notYetValid } from "./tokens/not_yet_valid.ts";
import { scenario as duplicateClaims } from "./tokens/duplicate_claims.ts";
import { scenario as tampered } from "./tokens/tampered.ts";
import { scenario as signatureStripped } from "./tokens/signature_stripped.ts";
import { scenario as zeroSignature } from "./tokens/zero_signature.ts";
import { scenario as looseBase64 } from "./tokens/loose_base64.ts";
import { scenario as twoCredentials } from "./tokens/two_credentials.ts";
import { scenario as tokenInQuery } from "./tokens/token_in_query.ts";
import { scenario as noCredential } from "./tokens/no_credential.ts";
import { scenario as otherScheme } from "./tokens/other_scheme.ts";
import { scenario as spoofedIdentity } from "./tokens/spoofed_identity.ts";
import { scenario as encrypted } from "./tokens/encrypted.ts";
import { scenario as missingScope } from "./tokens/missing_scope.ts";
import { scenario as senderConstrained } from "./tokens/sender_constrained.ts";
import { scenario as typeOfAnother } from "./tokens/type_of_another.ts";
import { scenario as idToken } from "./tokens/id_token.ts";
import { scenario as refreshToken } from "./tokens/refresh_token.ts";
import { scenario as audienceOfAnotherApi } from "./tokens/audience_of_another_api.ts";
import { scenario as scopeNotGranted } from "./tokens/scope_not_granted.ts";
import { scenario as garbageFlood } from "./tokens/garbage_flood.ts";
import { scenario as revokedApiKey } from "./tokens/revoked_api_key.ts";
import { scenario as expiredApiKey } from "./tokens/expired_api_key.ts";
import { scenario as guessedApiKey } from "./tokens/guessed_api_key.ts";
import { scenario as twoApiKeys } from "./tokens/two_api_keys.ts";
import { scenario as jsonAsText } from "./validation/json_as_text.ts";
import { scenario as noMediaType } from "./validation/no_media_type.ts";
import { scenario as twoMediaTypes } from "./validation/two_media_types.ts";
import { scenario as otherCharset } from "./validation/other_charset.ts";
import { scenario as duplicateKey } from "./validation/duplicate_key.ts";
import { scenario as escapedDuplicateKey } from "./validation/escaped_duplicate_key.ts";
import { scenario as prototypePollution } from "./validation/prototype_pollution.ts";
import { scenario as deepNesting } from "./validation/deep_nesting.ts";
import { scenario as hugeNumber } from "./validation/huge_number.ts";
import { scenario as numberOutOfRange } from "./validation/number_out_of_range.ts";
import { scenario as invalidUtf8 } from "./validation/invalid_utf8.ts";
import { scenario as loneSurrogate } from "./validation/lone_surrogate.ts";
import { scenario as bytesAfterJson } from "./validation/bytes_after_json.ts";
import { scenario as commentInJson } from "./validation/comment_in_json.ts";
import { scenario as massAssignment } from "./validation/mass_assignment.ts";
import { scenario as propertyInOtherCase } from "./validation/property_in_other_case.ts";
import { scenario as readOnlyProperty } from "./validation/read_only_property.ts";
import { scenario as typeConfusion } from "./validation/type_confusion.ts";
import { scenario as negativeQuantity } from "./validation/negative_quantity.ts";
import { scenario as integerOverflow } from "./validation/integer_overflow.ts";
import { scenario as patternBacktracking } from "./validation/pattern_backtracking.ts";
import { scenario as tooManyItems } from "./validation/too_many_items.ts";
import { scenario as parameterPollution } from "./validation/parameter_pollution.ts";
import { scenario as styleConfusion } from "./validation/style_confusion.ts";
import { scenario as bracketInjection } from "./validation/bracket_injection.ts";
import { scenario as deepObjectPollution } from "./validation/deep_object_pollution.ts";
import { scenario as undeclaredParameter } from "./validation/undeclared_parameter.ts";
import { scenario as exponentAsInteger } from "./validation/exponent_as_integer.ts";
import { scenario as hexadecimalAsInteger } from "./validation/hexadecimal_as_integer.ts";
import { scenario as limitOfMillions } from "./validation/limit_of_millions.ts";
import { scenario as nulInParameter } from "./validation/nul_in_parameter.ts";
import { scenario as malformedEscape } from "./validation/malformed_escape.ts";
import { scenario as headerOfAnotherType } from "./validation/header_of_another_type.ts";
import { scenario as headerByUnderscore } from "./validation/header_by_underscore.ts";
import { scenario as semicolonInQuery } from "./validation/semicolon_in_query.ts";
import { scenario as bodyOnGet } from "./validation/body_on_get.ts";
import { scenario as missingBody } from "./validation/missing_body.ts";
import { scenario as formPollution } from "./validation/form_pollution.ts";
import { scenario as formMassAssignment } from "./validation/form_mass_assignment.ts";
import { scenario as formCharset } from "./validation/form_charset.ts";
import { scenario as multipartRepeated } from "./validation/multipart_repeated.ts";
import { scenario as multipartFileName } from "./validation/multipart_file_name.ts";
import { scenario as multipartPreamble } from "./validation/multipart_preamble.ts";
import { scenario as multipartUndeclared } from "./validation/multipart_undeclared.ts";
import { scenario as multipartTwoBoundaries } from "./validation/multipart_two_boundaries.ts";
import { scenario as xmlExternalEntity } from "./validation/xml_external_entity.ts";
import { scenario as xmlEntity } from "./validation/xml_entity.ts";
import { scenario as decompressionBomb } from "./validation/decompression_bomb.ts";
import { scenario as secondGzipMember } from "./validation/second_gzip_member.ts";
import { scenario as bytesAfterGzip } from "./validation/bytes_after_gzip.ts";
import { scenario as unknownCoding } from "./validation/unknown_coding.ts";
import { scenario as codingTwice } from "./validation/coding_twice.ts";
import { scenario as burst } from "./limits/burst.ts";
import { scenario as forwardedForRotated } from "./limits/forwarded_for_rotated.ts";
import { scenario as forwardedForBehindProxy } from "./limits/forwarded_for_behind_proxy.ts";
import { scenario as deniedAddressDisguised } from "./limits/denied_address_disguised.ts";
import { scenario as allowedAddressClaimed } from "./limits/allowed_address_claimed.ts";
import { scenario as oneCallerManyAddresses } from "./limits/one_caller_many_addresses.ts";
import { scenario as dearOperation } from "./limits/dear_operation.ts";
import { scenario as manyAtOnce } from "./limits/many_at_once.ts";
import { scenario as guessedTokens } from "./limits/guessed_tokens.ts";
import { scenario as dearRefusals } from "./limits/dear_refusals.ts";
import { scenario as slowHead } from "./limits/slow_head.ts";
import { scenario as slowBody } from "./limits/slow_body.ts";
import { scenario as slowDrip } from "./limits/slow_drip.ts";
import { scenario as largeBody } from "./limits/large_body.ts";
import { scenario as largeChunkedBody } from "./limits/large_chunked_body.ts";
import { scenario as hostNotServed } from "./limits/host_not_served.ts";
import { scenario as issuerDown } from "./config/issuer_down.ts";
import { scenario as brokenReload } from "./config/broken_reload.ts";
import { scenario as brokenDocumentReload } from "./config/broken_document_reload.ts";
import { scenario as tightenedReload } from "./config/tightened_reload.ts";
import { scenario as badNetwork } from "./config/bad_network.ts";
import { scenario as badTrustedProxy } from "./config/bad_trusted_proxy.ts";
import { scenario as unknownKey } from "./config/unknown_key.ts";
import { scenario as modeForNobody } from "./config/mode_for_nobody.ts";
import { scenario as optionsForNobody } from "./config/options_for_nobody.ts";
import { scenario as plaintextForOthers } from "./config/plaintext_for_others.ts";
import { scenario as issuerInTheClear } from "./config/issuer_in_the_clear.ts";
import { scenario as noAudience } from "./config/no_audience.ts";
import { scenario as nobodyAsked } from "./config/nobody_asked.ts";
import { scenario as operationWithoutSecurity } from "./config/operation_without_security.ts";
import { scenario as securityWithoutAuth } from "./config/security_without_auth.ts";
import { scenario as patternThatBacktracks } from "./config/pattern_that_backtracks.ts";
import { scenario as answerLengthAndChunked } from "./answers/answer_length_and_chunked.ts";
import { scenario as answerLengthRepeated } from "./answers/answer_length_repeated.ts";
import { scenario as answerSplit } from "./answers/answer_split.ts";
import { scenario as answerFolded } from "./answers/answer_folded.ts";
import { scenario as answerCodingUnknown } from "./answers/answer_coding_unknown.ts";
import { scenario as answerBodyOf204 } from "./answers/answer_body_of_204.ts";
import { scenario as answerSwitchUnasked } from "./answers/answer_switch_unasked.ts";
import { scenario as answerOfHttp09 } from "./answers/answer_of_http_0_9.ts";
import { scenario as answerInformationalFlood } from "./answers/answer_informational_flood.ts";
import { scenario as answerHeadTooLarge } from "./answers/answer_head_too_large.ts";
import { scenario as answerCutShort } from "./answers/answer_cut_short.ts";
import type { Scenario } from "./scenario.ts";

export const SCENARIOS: readonly Scenario[] = [
  lengthAndChunked,
  contentLengthRepeated,
  contentLengthList,
  contentLengthSign,
  contentLengthLeadingZero,
  contentLengthHuge,
  codingObfuscated,
  codingList,
  codingRepeated,
  codingVerticalTab,
  codingWithBlankBeforeColon,
  codingByUnderscore,
  codingInHttp10,
  chunkExtension,
  chunkSizePrefix,
  chunkSizeOverflow,
  chunkLineFeed,
  chunkOverlong,
  chunksTooSmall,
  trailerCredentials,
  foldedLine,
  bareLineFeed,
  bareCarriageReturn,
  nulInValue,
  fieldWithoutColon,
  hostMissing,
  hostRepeated,
  hostWithUserinfo,
  hostEmpty,
  absoluteFormMismatch,
  requestLineSplit,
  requestLineTooLong,
  fieldTooLarge,
  tooManyFields,
  http2Preface,
  nominatedCredential,
  connectTunnel,
  smuggledInPipeline,
  dotSegments,
  encodedDotSegments,
  dotsBeforeSemicolon,
  doubleEncoding,
  overlongUtf8,
  encodedNul,
  malformedPercent,
  repeatedSlashes,
  encodedSlash,
  encodedSlashAlone,
  semicolon,
  backslash,
  otherCase,
  trailingSlash,
  undeclaredPath,
  extensionSuffix,
  undeclaredMethod,
  methodInOtherCase,
  methodOverrideHeader,
  methodOverrideParameter,
  trace,
  rewrittenUrlHeader,
  algorithmNone,
  algorithmConfusion,
  keyIdPath,
  keyIdSql,
  keyUnknown,
  keyOfAnother,
  keyEmbedded,
  keyUrl,
  certificateUrl,
  criticalExtension,
  wrongIssuer,
  wrongAudience,
  audiencePrefix,
  expired,
  noExpiry,
  expiryAsText,
  notYetValid,
  duplicateClaims,
  tampered,
  signatureStripped,
  zeroSignature,
  looseBase64,
  twoCredentials,
  tokenInQuery,
  noCredential,
  otherScheme,
  spoofedIdentity,
  encrypted,
  missingScope,
  senderConstrained,
  typeOfAnother,
  idToken,
  refreshToken,
  audienceOfAnotherApi,
  scopeNotGranted,
  garbageFlood,
  revokedApiKey,
  expiredApiKey,
  guessedApiKey,
  twoApiKeys,
  jsonAsText,
  noMediaType,
  twoMediaTypes,
  otherCharset,
  duplicateKey,
  escapedDuplicateKey,
  prototypePollution,
  deepNesting,
  hugeNumber,
  numberOutOfRange,
  invalidUtf8,
  loneSurrogate,
  bytesAfterJson,
  commentInJson,
  massAssignment,
  propertyInOtherCase,
  readOnlyProperty,
  typeConfusion,
  negativeQuantity,
  integerOverflow,
  patternBacktracking,
  tooManyItems,
  parameterPollution,
  styleConfusion,
  bracketInjection,
  deepObjectPollution,
  undeclaredParameter,
  exponentAsInteger,
  hexadecimalAsInteger,
  limitOfMillions,
  nulInParameter,
  malformedEscape,
  headerOfAnotherType,
  headerByUnderscore,
  semicolonInQuery,
  bodyOnGet,
  missingBody,
  formPollution,
  formMassAssignment,
  formCharset,
  multipartRepeated,
  multipartFileName,
  multipartPreamble,
  multipartUndeclared,
  multipartTwoBoundaries,
  xmlExternalEntity,
  xmlEntity,
  decompressionBomb,
  secondGzipMember,
  bytesAfterGzip,
  unknownCoding,
  codingTwice,
  burst,
  forwardedForRotated,
  forwardedForBehindProxy,
  deniedAddressDisguised,
  allowedAddressClaimed,
  oneCallerManyAddresses,
  dearOperation,
  manyAtOnce,
  guessedTokens,
  dearRefusals,
  slowHead,
  slowBody,
  slowDrip,
  largeBody,
  largeChunkedBody,
  hostNotServed,
  issuerDown,
  brokenReload,
  brokenDocumentReload,
  tightenedReload,
  badNetwork,
  badTrustedProxy,
  unknownKey,
  modeForNobody,
  optionsForNobody,
  plaintextForOthers,
  issuerInTheClear,
  noAudience,
  nobodyAsked,
  operationWithoutSecurity,
  securityWithoutAuth,
  patternThatBacktracks,
  answerLengthAndChunked,
  answerLengthRepeated,
  answerSplit,
  answerFolded,
  answerCodingUnknown,
  answerBodyOf204,
  answerSwitchUnasked,
  answerOfHttp09,
  answerInformationalFlood,
  answerHeadTooLarge,
  answerCutShort,
];
