/** A folded line hides a field from one reader. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "an answer with a folded line",
  category: "answers",
  owasp: "API10:2023",
  attack: "HTTP/1.1 200 OK\r\nX-One: a\r\n Set-Cookie: session=EVIL\r\nContent-Length: 0\r\n\r\n",
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
