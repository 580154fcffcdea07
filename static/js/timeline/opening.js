// @ts-check
/** An entry that is open: in the address, in the panel beside the lanes, and marked in its lane. */

import { Panel } from "./panel.js";

export class Opening {
  /** @param {import("./instrument.js").Instrument} instrument @param {AbortSignal} signal */
  constructor(instrument, signal) {
    const { section, page, entries, words } = instrument;
    this.instrument = instrument;
    this.area = instrument.board.area;
    this.panel = new Panel(section, page, entries, words, () => this.close(), signal);
    section.addEventListener("keydown", (event) => event.key === "Escape" && this.panel.id && this.close(), { signal });
  }

  /** @param {string} id */
  open(id) {
    const asked = this.instrument.query;
    asked.set("entry", id);
    if (new URLSearchParams(location.search).get("entry") !== id) {
      history[history.state?.opened ? "replaceState" : "pushState"]({ opened: true }, "", `${location.pathname}?${asked}`);
    }
    this.#show(id);
  }

  /** Take it out of the address; what follows the address closes it. */
  close() {
    if (history.state?.opened) return history.back();
    const asked = new URLSearchParams(location.search);
    asked.delete("entry");
    history.replaceState(null, "", `${location.pathname}${String(asked) ? `?${asked}` : ""}`);
    this.follow();
  }

  /** Be as the address says. */
  follow() {
    const id = new URLSearchParams(location.search).get("entry") ?? "";
    document.querySelector(".opened")?.remove();
    if (id === this.panel.id) return;
    if (id) return this.#show(id);
    const was = this.panel.id;
    const hadFocus = this.panel.box.contains(document.activeElement) || document.activeElement === document.body;
    this.panel.close();
    this.#mark("");
    if (!hadFocus) return;
    const item = this.#item(was) ?? document.querySelector(`#entries #${CSS.escape(was)} a`);
    /** @type {HTMLElement | null} */ (item)?.focus({ preventScroll: true });
  }

  /** @param {string} id */
  async #show(id) {
    this.#mark(id);
    await this.panel.open(id);
    const item = this.#item(id);
    if (item) this.instrument.keys.see(item);
  }

  /** @param {string} id */
  #item(id) {
    return /** @type {HTMLElement | null} */ (this.area.querySelector(`[data-id="${CSS.escape(id)}"]`));
  }

  /** @param {string} id */
  #mark(id) {
    this.area.querySelector("[aria-current]")?.removeAttribute("aria-current");
    if (id) this.#item(id)?.setAttribute("aria-current", "true");
  }
}
