import assert from "node:assert/strict";
import { test } from "node:test";
import { foldHeaderName, isIdentityHeader, isMethodOverrideHeader, methodOverrideHeaders } from "./identity_headers.ts";

test("assertions of identity, address, connection and URL are recognised, folded spellings too", () => {
  const rows =
    "x-user,x-user-id,x-userinfo,x-auth-request-email,x-authenticated-userid,x-remote-user,remote-user,remote_user,x-forwarded-for,x_forwarded_for,x.forwarded.for," +
    "x-forwarded_for,x-forwarded-user,x-forwarded-email,x-forwarded-groups,x-forwarded-access-token,x-forwarded-client-cert,x-forwarded-proto,x-forwarded-prefix," +
    "x-forwarded,forwarded,x-real-ip,true-client-ip,cf-connecting-ip,client-ip,fastly-client-ip,x-client-cert,x-client-cert-chain,client-cert,client-cert-chain," +
    "x-ssl-client-s-dn,ssl-client-verify,x-portcullis-principal,x-original-url,x-rewrite-url,x_original_url,proxy,x-amzn-oidc-data,x-ms-client-principal-id," +
    "x-consumer-username,x-webauth-user,oidc_claim_sub,sm_user,iv-user,x-middleware-subrequest,x-envoy-internal,x-pomerium-claim-email,x_auth_token,x-goog-authenticated-user-email,impersonate-user,tailscale-user-login";
  const names = rows.split(",");
  for (const name of names) assert.equal(isIdentityHeader(name), true, name);
  assert.equal(names.length, 51);
});

test("fields that carry content, credentials or traces are not", () => {
  const rows =
    "host,accept,accept-language,authorization,cookie,content-type,content-length,user-agent,x-request-id,traceparent,x-api-key,x-auth-token,x-user-agent,origin,referer," +
    "if-match,range,via,x-csrf-token,x-correlation-id,x-requested-with,proxy-authorization,x,x-,-,prefer,x-github-api-version,sec-fetch-mode,dpop,idempotency-key,from,te,e";
  const names = rows.split(",");
  for (const name of names) assert.equal(isIdentityHeader(name), false, name);
  assert.equal(isIdentityHeader(""), false);
  assert.equal(names.length, 33);
});

test("requests for another method are a set of their own", () => {
  for (const name of [...methodOverrideHeaders, "x_http_method_override"]) {
    assert.equal(isMethodOverrideHeader(name), true, name);
    assert.equal(isIdentityHeader(name), false, name);
  }
  assert.equal(isMethodOverrideHeader("x-methods"), false);
});

test("names fold as CGI sees them", () => {
  assert.equal(foldHeaderName("x_a.b~c-d1"), "x-a-b-c-d1");
  assert.equal(foldHeaderName("x-plain"), "x-plain");
});
