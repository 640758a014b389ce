/** Events from the store, by filter or one by its id. */
import { EVERY_EVENT, parseEventQuery } from "../../events/query.ts";
import { problem } from "../../kernel/problem.ts";
import { jsonAnswer, problemAnswer } from "../answer.ts";
import type { AdminRoute } from "./route.ts";

const NO_STORE = problem(404, "no_event_store", "No event store is configured");
const MAX_ID = 64;

export const listEvents: AdminRoute = {
  method: "GET",
  path: "/v1/events",
  answer: async ({ request, ports, nowMs }) => {
    const query = parseEventQuery(request.query, nowMs);
    if (!query.ok) return problemAnswer(problem(400, "query", "The query can't be answered"), query.message);
    const page = await ports.events(query.filter, query.limit, query.before);
    return page === null ? problemAnswer(NO_STORE) : jsonAnswer(page);
  },
};

export const getEvent: AdminRoute = {
  method: "GET",
  path: "/v1/events/{id}",
  answer: async ({ ports, parameter }) => {
    if (parameter === "" || parameter.length > MAX_ID) return problemAnswer(problem(400, "event_id", "This is not the id of an event"));
    const page = await ports.events({ ...EVERY_EVENT, id: parameter }, 1, null);
    if (page === null) return problemAnswer(NO_STORE);
    const found = page.entries.find((entry) => entry.kind === "exchange");
    return found === undefined ? problemAnswer(problem(404, "no_event", "There is no event with this id")) : jsonAnswer(found);
  },
};
