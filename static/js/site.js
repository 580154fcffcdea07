// @ts-check
/** What every page has beside its words: the choices under “Display”, references, and the list of sources on paper. */

import { dateReferences } from "./site/cite.js";
import { offerCopies } from "./site/copy.js";
import { offerDisplay } from "./site/display.js";
import { gatherSources } from "./site/print.js";

offerDisplay();
dateReferences();
offerCopies();
gatherSources();
