/** The room's page of a clerk, with the record; parties do not fetch these files. */

import { Clerk } from "./console/clerk.js";
import { Documents } from "./console/documents.js";
import { open } from "./main.js";

open(Clerk, Documents);
