/** The login page of the demo's authorization server: one form, user and password, on the interaction that oidc-provider opened. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import { checkPassword } from "./accounts.ts";

const MAX_FORM_BYTES = 4096;

function sendPage(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
  });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>${body}</html>`);
}

/** The form posts to its own address, so nothing of the request is written into the page. */
function loginForm(message: string): string {
  return `<h1>Sign in to the shop</h1><p>${message}</p>
<form method="post" autocomplete="off">
<p><label>User <input name="user" required maxlength="64"></label></p>
<p><label>Password <input name="password" type="password" required maxlength="64"></label></p>
<p><button>Sign in</button></p></form>`;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_FORM_BYTES) throw new Error(`the form is larger than ${MAX_FORM_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

/**
 * Answers `GET` and `POST /interaction/{uid}`: shows the form, checks what was typed, and lets oidc-provider go on with the account. A wrong name or password
 * is 401 with the form again; an interaction that is unknown or belongs to another browser throws what oidc-provider throws.
 */
export async function answerInteraction(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt } = await provider.interactionDetails(request, response);
  if (prompt.name !== "login") {
    await provider.interactionFinished(request, response, { error: "access_denied", error_description: "nobody was there to ask" });
    return;
  }
  if (request.method !== "POST") {
    sendPage(
      response,
      200,
      loginForm("The demo's users are alice, bob and admin; the password is the name with <code>-demo</code> behind it."),
    );
    return;
  }
  const form = await readForm(request);
  const account = checkPassword(form.get("user") ?? "", form.get("password") ?? "");
  if (account === null) {
    sendPage(response, 401, loginForm("That user and password are not known here."));
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: account.name } });
}

/** The page a browser lands on with its code. */
export function answerSignedIn(response: ServerResponse): void {
  sendPage(
    response,
    200,
    "<h1>Signed in</h1><p>The authorization code is in the address of this page; it can be redeemed once, within a minute.</p>",
  );
}
