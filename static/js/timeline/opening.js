// @ts-check
/** An entry that is open: in the address, in the panel beside the lanes, which comes with the first, and marked in its lane. */

export class Opening {
  id = "";
  /** @type {import("./panel.js").Panel | undefined} */
  panel;
  #before = ""; // what was asked when it was opened
  /** @type {Element | undefined} from where */
  #opener;

  /** @param {import("./instrument.js").Instrument} instrument @param {AbortSignal} signal */
  constructor(instrument, signal) {
    this.instrument = instrument;
    this.signal = signal;
    this.area = instrument.board.area;
    const close = (/** @type {KeyboardEvent} */ event) =>
      event.key === "Escape" && this.id && !document.querySelector("dialog[open], :popover-open") && this.close();
    document.addEventListener("keydown", close, { signal });
  }

  /** What is asked besides an entry. */
  get #without() {
    const asked = this.instrument.query;
    asked.delete("entry");
    return asked;
  }

  /** @param {string} id @param {Element} [opener] */
  open(id, opener) {
    this.#opener = opener;
    const asked = this.#without;
    this.#before = String(asked);
    asked.set("entry", id);
    if (new URLSearchParams(location.search).get("entry") !== id) {
      history[history.state?.opened ? "replaceState" : "pushState"]({ opened: true }, "", `${location.pathname}?${asked}`);
    }
    this.#show(id);
  }

  /** Take it out of the address; what follows the address closes it. */
  close() {
    const asked = this.#without;
    const isThere = this.panel?.box.contains(document.activeElement) || this.area.contains(document.activeElement);
    if (isThere && history.state?.opened && String(asked) === this.#before) return history.back(); // else it would scroll away
    history.replaceState(null, "", `${location.pathname}${String(asked) ? `?${asked}` : ""}`);
    this.follow();
  }

  /** Be as the address says. */
  follow() {
    const id = new URLSearchParams(location.search).get("entry") ?? "";
    document.querySelector(".opened")?.remove();
    if (id === this.id) return;
    if (id) return this.#show(id);
    const was = this.id;
    const hadFocus = this.panel?.box.contains(document.activeElement) || document.activeElement === document.body;
    this.id = "";
    this.panel?.close();
    this.#mark("");
    if (!hadFocus) return;
    const link = document.querySelector(`#entries #${CSS.escape(was)} a`);
    const item = this.#opener?.isConnected ? this.#opener : this.#opener ? link : (this.#item(was) ?? link);
    /** @type {HTMLElement | null} */ (item)?.focus({ preventScroll: true });
  }

  /** @param {string} id */
  async #show(id) {
    this.id = id;
    this.#mark(id);
    const { section, page, entries, words } = this.instrument;
    const found = await import("./panel.js").catch(() => this.instrument.unreachable(entries + id));
    if (this.id !== id || this.signal.aborted || !found) return;
    const { Panel } = found;
    this.panel ??= new Panel(section, page, entries, words, () => this.#without, () => this.close(), this.signal);
    await this.panel.open(id);
    const item = this.#item(id);
    if (item && !this.#opener) this.instrument.keys.see(item);
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
