/** A head without end. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "an answer with an endless head",
  category: "answers",
  owasp: "API10:2023",
  attack: `HTTP/1.1 200 OK\r\n${`X-One: ${"EVIL".repeat(200)}\r\n`.repeat(60)}Content-Length: 0\r\n\r\n`,
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
