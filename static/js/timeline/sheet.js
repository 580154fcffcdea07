// @ts-check
/**
 * An entry opened in place: a sheet from the foot of the window, over the list that waits behind it.
 *
 * It is modal, for on a phone it covers what one was reading: a screen reader stays in it, Escape and
 * Back close it, and the focus returns to the entry. The address names the entry as long as it is open.
 */

import { leadBeside } from "./beside.js";
import { documentOf } from "./document.js";

export class Sheet {
  /**
   * @param {string} page the address of the timeline
   * @param {string} entries the address below which each entry has its own
   * @param {Record<string, string>} words
   * @param {AbortSignal} signal
   */
  constructor(page, entries, words, signal) {
    this.page = page;
    this.entries = entries;
    this.words = words;
    this.isClosing = false; // by hand: the list stays where it is
    this.dialog = document.createElement("dialog");
    this.dialog.className = "sheet";
    this.dialog.setAttribute("aria-labelledby", "entry-title");
    this.body = this.dialog.appendChild(document.createElement("div"));
    this.body.className = "sheet__body";
    const button = this.dialog.appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", className: "sheet__close", textContent: words.strip_close });
    button.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => {
      this.isClosing = Boolean(history.state?.entry);
      if (this.isClosing) history.back();
    });
    document.body.append(this.dialog);
    signal.addEventListener("abort", () => this.dialog.remove());
  }

  /** Where the entry does not come in place, its page does. */
  async open(/** @type {HTMLAnchorElement} */ link) {
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    try {
      await this.#show(link.pathname);
      const entry = /** @type {HTMLElement} */ (link.closest("li[id]")).id;
      const search = new URLSearchParams(location.search);
      search.set("entry", entry);
      history.pushState({ entry }, "", `${location.pathname}?${search}${location.hash}`);
    } catch {
      location.assign(link.href);
    } finally {
      link.ariaBusy = null;
    }
  }

  async #show(/** @type {string} */ path) {
    const answer = await fetch(path);
    const card = documentOf(await answer.text()).getElementById("entry");
    if (!answer.ok || !card) throw new Error(`no entry at ${path}`);
    document.querySelector(".opened")?.remove(); // one card with these names
    leadBeside(card, this.page, () => this.#asked, this.words.takeOff);
    this.body.replaceChildren(card);
    this.dialog.showModal();
    const title = /** @type {HTMLElement} */ (card.querySelector("#entry-title"));
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    this.body.scrollTop = 0;
  }

  /** What is asked besides an entry. */
  get #asked() {
    const asked = new URLSearchParams(location.search);
    for (const name of ["entry", "after"]) asked.delete(name);
    return asked;
  }

  /** Back or forward: the sheet is as the address says. Returns whether that was all. */
  follow() {
    const entry = history.state?.entry;
    const wasOpen = this.dialog.open || this.isClosing;
    this.isClosing = false;
    if (!entry) this.dialog.close();
    else if (!wasOpen) this.#show(`${this.entries}${encodeURIComponent(entry)}/`).catch(() => history.back());
    return wasOpen || Boolean(entry);
  }
}
