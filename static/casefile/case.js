/** A case's page. */

import { begin } from "../colleague/head.js";
import { started } from "../started.js";
import { load } from "../words.js";

load(document);
begin();
started();
