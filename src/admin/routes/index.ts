/** Every path of the admin API, in the order of openapi.yaml. */
import { getConfig, getMatrix, reload } from "./config.ts";
import { getEvent, listEvents } from "./events.ts";
import { livez, readyz } from "./health.ts";
import { metrics } from "./metrics.ts";
import { clearMode, getModes, setMode } from "./modes.ts";
import type { AdminRoute } from "./route.ts";

export const ADMIN_ROUTES: readonly AdminRoute[] = [
  livez,
  readyz,
  metrics,
  listEvents,
  getEvent,
  getMatrix,
  getConfig,
  reload,
  getModes,
  setMode,
  clearMode,
];
