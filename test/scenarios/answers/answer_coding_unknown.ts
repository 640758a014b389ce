/** A transfer coding that the client would read in its own way. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "an answer in an unknown transfer coding",
  category: "answers",
  owasp: "API10:2023",
  attack: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nEVIL",
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  content: "hello",
};
