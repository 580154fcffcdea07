// @ts-check
/**
 * The keyboard: one tab stop for all entries, arrows along a lane and across lanes, and keys that move
 * the window. Entries stay links in lists, so that a screen reader may also read them as such.
 */

const SIGHT = 24; // pixels of an item that are enough to see it
const CENTRE = 12; // pixels from its edge to the middle of a point
export const STEP = 0.6; // of a window, by a button

export class Keys {
  /** @type {HTMLElement | null} where the tab stop is */
  now = null;
  #isHeld = false; // a key that is held down is one step to come back from

  /**
   * @param {HTMLElement} area
   * @param {import("./view.js").View} view
   * @param {() => void} help lists the keys
   * @param {(item: HTMLElement, by: -1 | 1, isJump: boolean) => void} beyond called at the last item of a lane that is there
   * @param {AbortSignal} signal
   */
  constructor(area, view, help, beyond, signal) {
    this.area = area;
    this.view = view;
    this.help = help;
    this.beyond = beyond;
    area.addEventListener("keydown", (event) => this.#key(event), { signal });
    area.addEventListener("focusin", ({ target }) => {
      const item = /** @type {HTMLElement} */ (target).closest?.(".item");
      if (item) this.#stand(/** @type {HTMLElement} */ (item));
    }, { signal });
    area.closest(".instrument")?.addEventListener("keydown", (event) => this.#anywhere(/** @type {KeyboardEvent} */ (event)), { signal });
  }

  /** All that can be stood on, lane by lane, each from left to right. */
  get #lanes() {
    return [...this.area.querySelectorAll(".lane-row")]
      .map((lane) =>
        [.../** @type {NodeListOf<HTMLElement>} */ (lane.querySelectorAll(".item"))].sort((one, two) => place(one) - place(two)),
      )
      .filter((items) => items.length);
  }

  /** After a picture: one of what is there has the tab stop. */
  renew() {
    if (this.now?.isConnected) return;
    if (this.now) this.now.tabIndex = -1; // it may come back
    const { left, width } = this.area.getBoundingClientRect();
    const middle = left + width / 2;
    const items = this.#lanes.flat();
    const near = items.reduce((/** @type {HTMLElement | null} */ best, item) =>
      !best || Math.abs(place(item) - middle) < Math.abs(place(best) - middle) ? item : best, null);
    this.now = near;
    if (near) near.tabIndex = 0;
  }

  /** @param {HTMLElement} item */
  #stand(item) {
    if (this.now && this.now !== item) this.now.tabIndex = -1;
    this.now = item;
    item.tabIndex = 0;
  }

  /** Stand on an item. @param {HTMLElement} item */
  #go(item) {
    this.#stand(item);
    item.focus({ preventScroll: true });
    this.see(item);
  }

  /** Stand on the item of a lane that is nearest to a place. @param {string} slug @param {number} x pixels along the lanes */
  arrive(slug, x) {
    const items = this.#lanes.find(([item]) => laneOf(item) === slug);
    if (items) this.#go(nearest(items, this.area.getBoundingClientRect().left + x));
  }

  /** Take the window along to an item that is out of sight, or behind what is open. @param {HTMLElement} item */
  see(item) {
    item.scrollIntoView({ block: "nearest", inline: "nearest" });
    const [box, area] = [item.getBoundingClientRect(), this.area.getBoundingClientRect()];
    const panel = document.querySelector(".panel:not([hidden])")?.getBoundingClientRect().left ?? Infinity;
    const [left, right] = [area.left + SIGHT, Math.min(area.right, panel) - SIGHT];
    const isLong = item.matches(".item--bar, .crowd");
    if (isLong ? box.left < right && box.right > left : box.left >= left - SIGHT && box.left <= right) return;
    const by = ((box.left - (left + right) / 2) / area.width) * this.view.span;
    this.view.go(this.view.from + by, this.view.to + by, false);
  }

  /** Another part of time; so many windows later. @param {number} windows */
  turn(windows) {
    const { view } = this;
    view.go(view.from + view.span * windows, view.to + view.span * windows, !this.#isHeld);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest(".item"));
    const { view } = this;
    const lanes = this.#lanes;
    const row = lanes.findIndex((items) => items.includes(/** @type {HTMLElement} */ (item)));
    const column = row < 0 ? -1 : lanes[row].indexOf(/** @type {HTMLElement} */ (item));
    const { left, width } = this.area.getBoundingClientRect();
    const at = item ? Math.min(Math.max((place(item) - left) / width, 0), 1) : 0.5;
    const isCrowd = item?.classList.contains("crowd");
    if (isCrowd && !event.shiftKey && ["ArrowLeft", "ArrowRight"].includes(event.key)) return; // its bins are walked along by itself
    const along = (/** @type {-1 | 1} */ by) => {
      const next = lanes[row][column + by];
      if (next) this.#go(next);
      else this.beyond(lanes[row][column], by, !this.#isHeld);
    };
    const moves = {
      ArrowLeft: () => along(-1),
      ArrowRight: () => along(1),
      ArrowUp: () => row > 0 && this.#go(nearest(lanes[row - 1], place(lanes[row][column]))),
      ArrowDown: () => row < lanes.length - 1 && this.#go(nearest(lanes[row + 1], place(lanes[row][column]))),
      Home: () => this.#go(lanes[row][0]),
      End: () => this.#go(lanes[row][lanes[row].length - 1]),
      PageUp: () => this.turn(-0.9),
      PageDown: () => this.turn(0.9),
      "+": () => view.go(...view.zoomed(0.5, at)),
      "=": () => view.go(...view.zoomed(0.5, at)),
      "-": () => view.go(...view.zoomed(2, at)),
      "−": () => view.go(...view.zoomed(2, at)),
      0: () => view.go(...view.whole),
    };
    const isTurn = event.shiftKey && /^Arrow(Left|Right)$/.test(event.key);
    const name = isTurn ? (event.key === "ArrowLeft" ? "PageUp" : "PageDown") : event.key;
    const move = /** @type {Record<string, (() => unknown) | undefined>} */ (moves)[name];
    if (!move || (row < 0 && /^(Arrow|Home|End)/.test(name))) return;
    event.preventDefault();
    this.#isHeld = event.repeat;
    move();
  }

  /** Single letters act only while the focus is in the instrument: elsewhere they may be anybody's. @param {KeyboardEvent} event */
  #anywhere(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") this.help();
    else if (event.key === "/") {
      const words = /** @type {HTMLElement | null} */ (document.querySelector('[data-filters] [name="q"]'));
      /** @type {HTMLDetailsElement | null | undefined} */ (words?.closest("details"))?.setAttribute("open", "");
      words?.focus();
    } else return;
    event.preventDefault();
  }
}

/** @param {HTMLElement} item */
export const laneOf = (item) => /** @type {HTMLElement} */ (item.closest("[data-lane]")).dataset.lane ?? "";

/** Where it stands on the screen; of a crowd the bin that was walked to. @param {HTMLElement} item */
export const place = (item) => item.getBoundingClientRect().left + Number(item.dataset.at ?? 0) + (item.matches(".item--point") ? CENTRE : 0);

/** @param {HTMLElement[]} items @param {number} x */
const nearest = (items, x) => items.reduce((best, one) => (Math.abs(place(one) - x) < Math.abs(place(best) - x) ? one : best));
