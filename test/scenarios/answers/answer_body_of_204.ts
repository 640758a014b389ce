/** A body where none can be: it becomes the answer to the next request. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "a 204 with a body",
  category: "answers",
  owasp: "API10:2023",
  attack: "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nEVIL",
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
