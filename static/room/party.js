/** The room's page of everybody but a host and the clerk. */

import { open } from "./main.js";

open(null, null);
