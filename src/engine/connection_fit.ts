/**
 * Whether an exchange may come over the connection that it came over: the host is one that the connection's certificate speaks for, and the connection asked its client
 * for a certificate in the way that the API needs (RFC 9110 section 15.5.20, RFC 9113 section 9.1.2). Judged for every exchange by Host, never by SNI: a client may name
 * one host to TLS and another in the request, and a kept connection carries requests for many. It has no mode: a connection is what it is.
 */
import type { ConnectionTls } from "../kernel/connection.ts";
import type { Received } from "../kernel/exchange.ts";
import { problem, type Refusal } from "../kernel/problem.ts";
import type { ApiPlan } from "./plan.ts";

/** What of an exchange is looked at. */
export type Arrived = Pick<Received, "host" | "client">;

/** 421 for a host that the certificate which was served does not name. Null on a connection without TLS, where none was. */
export function checkServedHost({ host, client: { tls } }: Arrived): Refusal | null {
  if (tls === null || tls.servesHost(host.name)) return null;
  const message = "the certificate of this connection does not name the host; `hosts` of a listener's certificate says which it serves";
  return refused(421, "misdirected_host", "Not served over this connection", "header:host", message);
}

/** `nowMs`: epoch milliseconds. 421 where the connection did not ask for a certificate as the API needs it, 403 where it asked and what was shown does not do. */
export function checkClientCertificate({ client: { tls } }: Arrived, api: ApiPlan, nowMs: number): Refusal | null {
  const need = api.clientCertificate;
  if (need === "none") return null;
  if (tls === null || tls.clientAuth.mode === "none")
    return need === "optional"
      ? null
      : misdirected("the API needs a client certificate, and this connection asks for none", tls?.clientAuth.retired ?? false);
  if (tls.clientAuth.retired) return misdirected("authorities or revocations have changed since this connection was made", true);
  const fault = faultOf(tls, nowMs);
  if (fault !== null) return denied("client_certificate_invalid", "Invalid client certificate", fault);
  if (tls.certificate !== null || need === "optional") return null;
  return denied("client_certificate_required", "Client certificate required", "the API needs a client certificate, and none was shown");
}

/** Why what was shown proves nothing. The validity is looked at again: a connection, or a session that is resumed, may outlive it. */
function faultOf({ certificate, certificateFault }: ConnectionTls, nowMs: number): string | null {
  if (certificateFault !== null) return `the client certificate could not be verified (${certificateFault})`;
  if (certificate === null) return null;
  return nowMs < certificate.notBeforeMs || nowMs >= certificate.notAfterMs ? "the client certificate is not valid at this time" : null;
}

function misdirected(message: string, close: boolean): Refusal {
  return refused(421, "misdirected_client_certificate", "Not served over this connection", "connection:tls", message, close);
}

function denied(code: string, title: string, message: string): Refusal {
  return refused(403, code, title, "connection:tls", message);
}

function refused(status: number, code: string, title: string, place: string, message: string, close: boolean = false): Refusal {
  return {
    problem: problem(status, code, title, close ? { close } : {}),
    findings: [{ code: `connection.${code}`, place, message, rule: status === 421 ? "RFC 9110 section 15.5.20" : "client_certificate" }],
  };
}
