// @ts-check
/**
 * The rest of the page follows: the list, the counts beside the filters, what is on the ruler, the other
 * language. It is the server's own page of the same address, put in part by part.
 */

import { documentAt } from "./dom.js";

const PARTS = ["#entries", ".beside", ".opened", ".filters__lanes", ".filters__problems", ".filters__actions", ".decades", ".site-header__languages", "#timeline-window"];
const STAY = ["#entries", "#timeline-window"]; // although the page has none
const CHOICES = ["film", "person", "place"];

/** @type {AbortController | undefined} */
let asked;

/**
 * Ask for the page of an address; null where a newer question came before the answer.
 * @param {string} address
 * @returns {Promise<Document | null>}
 */
export async function pageOf(address) {
  asked?.abort();
  asked = new AbortController();
  try {
    return await documentAt(address, asked.signal);
  } catch (problem) {
    if (/** @type {Error} */ (problem).name === "AbortError") return null;
    throw problem;
  }
}

/** Whatever was asked for is not wanted any more. */
export const forgetPage = () => asked?.abort();

/** Put the parts of `page` into this one; what has the focus keeps it, or its part does. @param {Document} page */
export function follow(page) {
  const focused = document.activeElement;
  const home = PARTS.find((part) => focused?.closest(part));
  const key = focused instanceof HTMLInputElement ? `[name="${focused.name}"][value="${CSS.escape(focused.value)}"]` : "";
  const section = /** @type {HTMLElement} */ (document.querySelector("[data-timeline]"));
  if (page.getElementById("timeline-window")) section.dataset.asked = location.search; // else the window that is here is another's
  document.title = page.title;
  for (const part of PARTS) {
    const [old, now] = [document.querySelector(part), page.querySelector(part)];
    if (old && now) old.replaceWith(document.adoptNode(now));
    else if (old && !STAY.includes(part)) old.remove();
    else if (now && part === ".beside") document.querySelector(".timeline-page")?.before(document.adoptNode(now));
    else if (now && part === ".filters__problems") document.querySelector("[data-filters]")?.prepend(document.adoptNode(now));
  }
  for (const name of CHOICES) {
    const [old, now] = [document, page].map((one) => one.querySelector(`select[name="${name}"]`));
    if (!(old instanceof HTMLSelectElement) || !now || old === focused) continue;
    const chosen = now.querySelector("option[selected]")?.getAttribute("value") ?? "";
    old.replaceChildren(...[...now.children].map((one) => document.importNode(one, true)));
    old.value = chosen;
  }
  for (const name of ["from", "to", "q"]) {
    const [old, now] = [document, page].map((one) => /** @type {HTMLInputElement | null} */ (one.querySelector(`[data-filters] [name="${name}"]`)));
    if (old && now && old !== focused) old.value = old.defaultValue = now.value;
  }
  if (!home || focused?.isConnected) return;
  const place = /** @type {HTMLElement} */ ((key && document.querySelector(`${home} ${key}`)) || document.querySelector(home) || section);
  if (!key) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
