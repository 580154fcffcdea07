// @ts-check
/**
 * An entry opened in place, beside the instrument: its text, its evidence, its links.
 *
 * It is no modal: one may go on looking while it is open. Escape and Back close it, and the focus
 * returns to the entry.
 */

import { leadBeside } from "./beside.js";
import { button, documentAt, element } from "./dom.js";

export class Panel {
  /** @type {AbortController | undefined} */
  #asked;

  /**
   * @param {HTMLElement} section
   * @param {string} page the address of the timeline
   * @param {string} entries the address below which each entry has its own
   * @param {Record<string, any>} words
   * @param {() => URLSearchParams} asked what is asked for now, besides an entry
   * @param {() => void} closed told when it is to be closed
   * @param {AbortSignal} signal
   */
  constructor(section, page, entries, words, asked, closed, signal) {
    this.page = page;
    this.asked = asked;
    this.entries = entries;
    this.words = words;
    this.body = element("div", "panel__body");
    const close = button(words.close, "panel__close", "×");
    this.box = element("aside", "panel", { hidden: "", "aria-label": words.opened }, close, this.body);
    close.addEventListener("click", closed);
    section.append(this.box);
    signal.addEventListener("abort", () => this.box.remove());
  }

  /** @param {string} id */
  async open(id) {
    this.#asked?.abort();
    this.#asked = new AbortController();
    this.box.hidden = false;
    this.box.ariaBusy = "true";
    const address = `${this.entries}${encodeURIComponent(id)}/`;
    try {
      const page = await documentAt(address, this.#asked.signal);
      this.#show(document.adoptNode(/** @type {HTMLElement} */ (page.getElementById("entry"))));
    } catch (problem) {
      if (/** @type {Error} */ (problem).name === "AbortError") return;
      const link = element("a", "", { href: address }, this.words.openPage);
      this.#show(element("div", "", {}, element("p", "", {}, this.words.unreachable), element("p", "", {}, link)));
    }
  }

  /** @param {HTMLElement} card */
  #show(card) {
    leadBeside(card, this.page, this.asked, this.words.takeOff);
    this.box.ariaBusy = null;
    this.body.replaceChildren(card);
    this.box.hidden = false;
    this.body.scrollTop = 0;
    const title = /** @type {HTMLElement} */ (card.querySelector(".entry-card__title") ?? card);
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }

  close() {
    this.#asked?.abort();
    this.box.hidden = true;
    this.body.replaceChildren();
  }
}
