/** Two lengths of one answer. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "an answer with two lengths",
  category: "answers",
  owasp: "API10:2023",
  attack: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 4\r\n\r\nEVIL",
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
