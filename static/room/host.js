/** The room's page of a host, with the console; nobody else fetches these files. */

import { Documents } from "./console/documents.js";
import { Host } from "./console/host.js";
import { open } from "./main.js";

open(Host, Documents);
