// @ts-check
/** The visitor's own order of lanes, and which are folded: kept by the browser, the curators' until then. */

const KEY = "timeline-lanes";
const PRESS = 5; // pixels before a press is a drag

export class Lanes {
  /** @type {string[]} */
  order = [];
  /** @type {Set<string>} */
  folded = new Set();

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      if (Array.isArray(kept.order)) this.order = kept.order.filter((/** @type {unknown} */ slug) => typeof slug === "string");
      if (Array.isArray(kept.folded)) this.folded = new Set(kept.folded);
    } catch {
      // what cannot be read is as if it were not there
    }
  }

  get isOwn() {
    return this.order.length > 0 || this.folded.size > 0;
  }

  /** @template {{ slug: string }} Lane @param {Lane[]} lanes in the curators' order @returns {Lane[]} */
  sorted(lanes) {
    const place = (/** @type {Lane} */ lane) => {
      const index = this.order.indexOf(lane.slug);
      return index < 0 ? lanes.indexOf(lane) + 1000 : index;
    };
    return this.order.length ? [...lanes].sort((one, two) => place(one) - place(two)) : lanes;
  }

  /** @param {string[]} slugs as they stand @param {string} slug @param {number} by @returns {boolean} whether it moved */
  move(slugs, slug, by) {
    const from = slugs.indexOf(slug);
    const to = from + by;
    if (from < 0 || to < 0 || to >= slugs.length) return false;
    const order = [...slugs];
    order.splice(to, 0, ...order.splice(from, 1));
    this.order = order;
    this.#keep();
    return true;
  }

  /** @param {string} slug */
  fold(slug) {
    if (!this.folded.delete(slug)) this.folded.add(slug);
    this.#keep();
  }

  restore() {
    this.order = [];
    this.folded.clear();
    this.#keep();
  }

  #keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ order: this.order, folded: [...this.folded] }));
    } catch {
      // a browser that keeps nothing shows it until the page is left
    }
  }
}

/**
 * A lane is dragged by its name, up and down.
 * @param {HTMLElement} names
 * @param {(slug: string, places: number) => void} moved told how many places further down
 * @param {AbortSignal} signal
 */
export function dragged(names, moved, signal) {
  let isDrag = false;
  names.addEventListener("pointerdown", (down) => {
    const name = /** @type {HTMLElement | null} */ (/** @type {Element} */ (down.target).closest("[data-lane]"));
    isDrag = false;
    if (!name || down.button || down.pointerType === "touch") return;
    const leaving = new AbortController();
    const options = { signal: leaving.signal };
    signal.addEventListener("abort", () => leaving.abort(), options);
    addEventListener("pointermove", (event) => {
      const far = event.clientY - down.clientY;
      if (!isDrag && Math.abs(far) < PRESS) return;
      isDrag = true;
      name.classList.add("lane-name--held");
      name.style.translate = `0 ${far}px`;
    }, options);
    const drop = (/** @type {PointerEvent} */ event) => {
      leaving.abort();
      name.classList.remove("lane-name--held");
      name.style.translate = "";
      const all = [...names.querySelectorAll("[data-lane]")];
      const before = all.filter((one) => {
        const box = one.getBoundingClientRect();
        return one !== name && box.top + box.height / 2 < event.clientY;
      });
      const places = before.length - all.indexOf(name);
      if (isDrag && places && event.type === "pointerup") moved(name.dataset.lane ?? "", places);
    };
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, /** @type {EventListener} */ (drop), options);
  }, { signal });
  names.addEventListener("click", (event) => isDrag && event.detail && event.stopPropagation(), { capture: true, signal });
}
