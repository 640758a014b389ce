/** A head that ends with the connection. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "an answer that ends within its head",
  category: "answers",
  owasp: "API10:2023",
  attack: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-One: EVIL",
  closes: true,
  expect: { code: "upstream_reset", finding: "upstream.upstream_reset" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
