/** What the demo says once everything listens: where things are, and lines to paste. */
import { DEFAULT_PORTS, type DemoPorts, PORT_FLAGS } from "./demo_ports.ts";

/** The line that says that every port is listened on; scripts wait for it. */
export const READY_LINE = "portcullis ready";

function row(command: string, remark: string): string {
  return `  ${command}${" ".repeat(Math.max(2, 100 - command.length))}# ${remark}`;
}

/** Where things are, `READY_LINE` first. `ports` are those that are listened on. */
export function toWhereabouts({ api, admin, issuer, shop }: DemoPorts): readonly string[] {
  return [
    READY_LINE,
    `  gateway http://127.0.0.1:${api}, its admin API http://127.0.0.1:${admin}`,
    `  authorization server http://127.0.0.1:${issuer}, the vulnerable shop behind the gateway http://127.0.0.1:${shop}`,
    "",
  ];
}

/** Where things are, then the lines to paste. */
export function toWelcome(ports: DemoPorts): readonly string[] {
  const { api, issuer } = ports;
  const base = `http://127.0.0.1:${api}`;
  const flag = issuer === DEFAULT_PORTS.issuer ? "" : ` ${PORT_FLAGS.issuer.flag} ${issuer}`;
  const bearer = '-H "Authorization: Bearer $TOKEN"';
  const json = "-H 'Content-Type: application/json'";
  return [
    ...toWhereabouts(ports),
    "a token and good calls:",
    `  TOKEN=$(./bin/portcullis demo token alice${flag} | tail -n 1)`,
    row(`curl -i ${base}/orders ${bearer}`, "200: alice's orders"),
    row(`curl -i ${base}/orders ${bearer} ${json} -d '{"items":[{"productId":3,"quantity":2}]}'`, "201: two cups"),
    "",
    "attacks that the shop alone would let through:",
    row(`curl -i ${base}/orders -H 'X-User: bob'`, "401: nobody is believed for a header"),
    row(`curl -i ${base}/admin/customers ${bearer}`, "403: alice is not the administrator"),
    row(`curl -i ${base}/v0/orders`, "404: not in the document"),
    row(`curl -i -X DELETE ${base}/products/1`, "405: nor is this method"),
    row(`curl -i ${base}/orders ${bearer} ${json} -d '{"items":[{"productId":2,"quantity":-5}]}'`, "422: minus five kettles"),
    row(`curl -i --path-as-is ${base}/health/../v0/orders`, "400: a path with two readings"),
    "",
    `all of them at once: npm start -- --attack    what is wrong with the shop: examples/shop/README.md    Ctrl-C stops everything`,
    "",
  ];
}
