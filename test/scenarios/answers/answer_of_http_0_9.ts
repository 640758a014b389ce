/** Bytes without a status line: an answer of HTTP/0.9 to a lenient reader. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "an answer without a status line",
  category: "answers",
  owasp: "API10:2023",
  attack: "EVIL bytes\r\n\r\n",
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
