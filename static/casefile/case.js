/** A case's page. */

import { begin } from "../colleague/head.js";
import { started } from "../started.js";
import { load } from "../words.js";
import { beginBundles } from "./bundles.js";

load(document);
begin();
beginBundles();
started();
