/** What every connection to an upstream is given, of whichever protocol. */
import type { Http1Limits } from "../../message/http1/http1_limits.ts";
import type { Sweeper } from "../sweeper.ts";
import type { Lookup } from "./upstream_socket.ts";

export interface UpstreamEnvironment {
  readonly sweeper: Sweeper;
  readonly limits: Http1Limits;
  readonly lookup: Lookup;
}
