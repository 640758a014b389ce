/** A switch of protocols that nobody asked for opens a tunnel past every check. */
import type { AnswerScenario } from "../scenario.ts";

export const scenario: AnswerScenario = {
  kind: "answer",
  name: "a 101 that nobody asked for",
  category: "answers",
  owasp: "API10:2023",
  attack: "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nEVIL",
  expect: { code: "ambiguous_answer", finding: "upstream.ambiguous_answer" },
  hidden: "EVIL",
  twin: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  content: "hello",
};
