// @ts-check
/**
 * The list on a phone as one long reel: pages are spliced to its end, or another part of it is put in.
 *
 * The reel knows which page brought each year, so that the address of what is seen is that page's and
 * leads everybody to the same place, with this module or without it.
 */

import { documentOf } from "./document.js";

/** As many pages come by themselves; then a button, so that the foot of the page can be reached. */
const BY_ITSELF = 3;
const WAYS_ON = ".timeline__years ~ .timeline__way";

/** @typedef {{ year: number, part: HTMLElement }} Year a year, and the part of the list that has it */

export class Reel {
  /** @type {Year[]} in order */
  years = [];
  #left = BY_ITSELF;
  /** @type {AbortController | undefined} the page that is on its way; a newer wish gives it up */
  #coming;
  /** @type {{ search: string, page: Document } | undefined} what comes next, ready before it is asked for */
  #next;

  /**
   * @param {string} page the address of the timeline without its query
   * @param {(count: number, year: number) => void} spliced is told how many entries have come, and as far as when
   */
  constructor(page, spliced) {
    this.page = page;
    this.spliced = spliced;
    this.search = location.search;
    this.near = new IntersectionObserver(
      (seen) => {
        const link = this.onward;
        if (link && this.#left > 0 && seen.at(-1)?.isIntersecting) this.#spliceItself(link);
      },
      { rootMargin: "0px 0px 200% 0px" },
    );
    this.#sort();
  }

  get list() {
    return /** @type {HTMLElement} */ (document.getElementById("entries"));
  }

  get onward() {
    return /** @type {HTMLAnchorElement | null} */ (this.list.querySelector('[data-way="onward"]'));
  }

  /** The query of every page that is on the reel. */
  get searches() {
    return new Set([this.search, ...this.years.map(({ part }) => part.dataset.page ?? "")]);
  }

  /** Read the years anew. Those of a new page get its query, those that stood here before keep theirs. */
  #sort(search = this.search) {
    this.years = [...this.list.querySelectorAll(".timeline__numeral")].map((numeral) => {
      const part = /** @type {HTMLElement} */ (numeral.parentElement);
      part.dataset.page ??= search;
      return { year: Number(numeral.id.slice("year-".length)), part };
    });
    this.near.disconnect();
    if (this.onward) this.near.observe(this.onward);
  }

  /** The year at `line`, pixels from the top of the window: the last that has begun. */
  at(/** @type {number} */ line) {
    let [low, high] = [0, this.years.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.years[middle].part.getBoundingClientRect().top <= line) low = middle + 1;
      else high = middle;
    }
    return /** @type {Year | undefined} */ (this.years[low - 1]);
  }

  /** Where `year` stands, or would stand: the first from it on. Nothing where another part has it. */
  find(/** @type {number} */ year) {
    const [first, last] = [this.years.at(0), this.years.at(-1)];
    if (!first || !last) return undefined;
    const goesOn = this.list.querySelector('[data-way="onward"], [data-way="later"]');
    if (year > last.year) return goesOn ? undefined : last;
    if (year < first.year && /[?&](from|after)=/.test(this.search)) return undefined;
    return this.years.find((one) => one.year >= year);
  }

  /** The page that `search` asks for. */
  async #fetch(/** @type {string} */ search) {
    this.#coming?.abort();
    const coming = (this.#coming = new AbortController());
    try {
      const answer = await fetch(this.page + search, { signal: coming.signal });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
      return documentOf(await answer.text());
    } finally {
      if (this.#coming === coming) this.#coming = undefined;
    }
  }

  /** Put in the part of the list that `search` asks for, and all that says how much there is. */
  async load(/** @type {string} */ search) {
    const fresh = await this.#fetch(search);
    for (const place of ["#entries", ".decades", ".histogram"]) {
      const [old, one] = [document.querySelector(place), fresh.querySelector(place)];
      if (one) old?.replaceWith(one);
    }
    document.title = fresh.title;
    this.search = search;
    this.#left = BY_ITSELF;
    this.#sort();
  }

  async #spliceItself(/** @type {HTMLAnchorElement} */ link) {
    await this.splice(link, false).catch(() => (this.#left = 0)); // the link stays for a finger
  }

  /**
   * Splice the page of `link` to the end; the focus goes on where the link had it.
   *
   * Unasked only where nobody sees it: what stands below must not run away from who has come to the end.
   */
  async splice(/** @type {HTMLAnchorElement} */ link, isAsked = true) {
    if (this.#coming) return;
    link.ariaBusy = "true";
    try {
      if (this.#next?.search !== link.search) this.#next = { search: link.search, page: await this.#fetch(link.search) };
      if (!isAsked && link.getBoundingClientRect().top < innerHeight) return;
      if (isAsked) this.#left = BY_ITSELF;
      else this.#left -= 1;
      this.#join(this.#next.page, link);
    } finally {
      link.ariaBusy = null;
    }
  }

  #join(/** @type {Document} */ fresh, /** @type {HTMLAnchorElement} */ link) {
    const entries = [...fresh.querySelectorAll(".timeline__years .entry")];
    const parts = [...fresh.querySelectorAll(".timeline__year")];
    const last = this.years.at(-1);
    if (last && parts[0]?.querySelector(`#year-${last.year}`)) {
      const same = parts.shift()?.querySelectorAll(".entry") ?? [];
      last.part.querySelector(".entries")?.append(...same);
    }
    this.list.querySelector(".timeline__years")?.append(...parts);
    const hadFocus = document.activeElement === link;
    for (const way of this.list.querySelectorAll(WAYS_ON)) way.remove();
    this.list.append(...fresh.querySelectorAll(WAYS_ON));
    if (hadFocus) entries[0]?.querySelector("a")?.focus({ preventScroll: true });
    this.#sort(link.search);
    this.spliced(entries.length, this.years.at(-1)?.year ?? 0);
  }

  stop() {
    this.near.disconnect();
    this.#coming?.abort();
  }
}
