/** Every decoder under fuzzing, in one list: a new target is a file and a line here. */
import type { FuzzTarget } from "./target.ts";
import { target as base64url } from "./base64url.ts";
import { target as capture } from "./capture.ts";
import { target as clientHello } from "./client_hello.ts";
import { target as cookie } from "./cookie.ts";
import { target as eventQuery } from "./event_query.ts";
import { target as forwarded } from "./forwarded.ts";
import { target as hostAndTarget } from "./host_and_target.ts";
import { target as http1Request } from "./http1_request.ts";
import { target as http1Response } from "./http1_response.ts";
import { target as http2Request } from "./http2_request.ts";
import { target as ipAddress } from "./ip_address.ts";
import { target as json } from "./json.ts";
import { target as mediaType } from "./media_type.ts";
import { target as multipart } from "./multipart.ts";
import { target as openapiRouter } from "./openapi_router.ts";
import { target as openapiSource } from "./openapi_source.ts";
import { target as origin } from "./origin.ts";
import { target as overrideParameter } from "./override_parameter.ts";
import { target as parameters } from "./parameters.ts";
import { target as path } from "./path.ts";
import { target as pattern } from "./pattern.ts";
import { target as percent } from "./percent.ts";
import { target as proxyHeader } from "./proxy_header.ts";
import { target as query } from "./query.ts";
import { target as schema } from "./schema.ts";
import { target as schemaFormats } from "./schema_formats.ts";
import { target as shownKey } from "./shown_key.ts";
import { target as token } from "./token.ts";
import { target as traceparent } from "./traceparent.ts";
import { target as urlencoded } from "./urlencoded.ts";
import { target as utf8 } from "./utf8.ts";
import { target as websocket } from "./websocket.ts";
import { target as xml } from "./xml.ts";

export const TARGETS: readonly FuzzTarget[] = [
  base64url,
  capture,
  clientHello,
  cookie,
  eventQuery,
  forwarded,
  hostAndTarget,
  http1Request,
  http1Response,
  http2Request,
  ipAddress,
  json,
  mediaType,
  multipart,
  openapiRouter,
  openapiSource,
  origin,
  overrideParameter,
  parameters,
  path,
  pattern,
  percent,
  proxyHeader,
  query,
  schema,
  schemaFormats,
  shownKey,
  token,
  traceparent,
  urlencoded,
  utf8,
  websocket,
  xml,
];
