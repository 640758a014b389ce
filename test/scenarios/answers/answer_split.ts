/** A line feed that came into a header value by injection splits the answer in two (CWE-113). */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "an answer split by a bare line feed",
  category: "answers",
  owasp: "API10:2023",
  attack: "HTTP/1.1 200 OK\r\nLocation: /a\nSet-Cookie: session=EVIL\r\nContent-Length: 0\r\n\r\n",
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
