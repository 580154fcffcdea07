// @ts-check
/** What every page has beside its words: the choices under “Display”, and the list of sources when it is printed. */

import { offerDisplay } from "./site/display.js";
import { gatherSources } from "./site/print.js";

offerDisplay();
gatherSources();
