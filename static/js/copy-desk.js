// @ts-check
/** What the desk shows to be handed on, links and recovery codes, is copied or printed by its buttons. */

import { offerCopies } from "./site/copy.js";

offerCopies();
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-print]"))) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
