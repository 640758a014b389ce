/** A link for one request alone, in the target's protocol: its connection is shared with nobody and ends with it. */
import type { UpstreamTarget } from "../../engine/upstream.ts";
import { UpstreamConnection } from "../net_http1/upstream_connection.ts";
import type { UpstreamEnvironment } from "./upstream_environment.ts";
import { UpstreamSession } from "../node_http2/upstream_session.ts";
import { UpstreamStream } from "../node_http2/upstream_stream.ts";
import type { UpstreamLink } from "./upstream_link.ts";

/** Connects at once. The link is over when it is abandoned. */
export function openOwnLink(target: UpstreamTarget, environment: UpstreamEnvironment): UpstreamLink {
  if (target.protocol === "http/1.1") return new UpstreamConnection(target, environment, NOTHING, NOTHING);
  const session = new UpstreamSession(target, environment, NOTHING);
  return new UpstreamStream(session, target, environment, () => session.retire());
}

const NOTHING = (): void => {};
