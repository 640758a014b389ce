/** Interim answers without number. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "endless informational answers",
  category: "answers",
  owasp: "API10:2023",
  attack: `${"HTTP/1.1 103 Early Hints\r\nX-One: EVIL\r\n\r\n".repeat(50)}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`,
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
