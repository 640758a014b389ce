/** All guards, in the order in which they run within their phase (DESIGN section 2). A new guard is a folder and a line here. */
import { concurrency } from "./concurrency/concurrency.ts";
import { cors } from "./cors/cors.ts";
import type { AnyGuard } from "./define_guard.ts";
import { host } from "./host/host.ts";
import { apiIp, ip } from "./ip/ip.ts";
import { limits, limitsBeforeAuth } from "./limits/limits.ts";
import { lockout } from "./lockout/lockout.ts";
import { method } from "./method/method.ts";
import { openapiRequest } from "./openapi_request/openapi_request.ts";
import { overload } from "./overload/overload.ts";
import { refusedWork } from "./refused_work/refused_work.ts";
import { websocket } from "./websocket/websocket.ts";

export const GUARDS: readonly AnyGuard[] = [
  // head: before the operation is known
  ip,
  lockout,
  host,
  method,

  // route: on the operation, before the caller is known
  overload,
  apiIp,
  cors,
  websocket,
  limitsBeforeAuth,
  concurrency,

  // identity: on who is calling
  limits,

  // body: on content, whole where one of these needs it
  refusedWork,
  openapiRequest,
];
