/** The room's page of everybody but a host. */

import { open } from "./main.js";

open(null);
