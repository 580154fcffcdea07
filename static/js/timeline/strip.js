// @ts-check
/**
 * The timeline on a phone: the server's list as a vertical strip, with all years at the thumb.
 *
 * What the page does without it stays: this goes to a year, lets the list go on by itself, opens
 * entries in place, and keeps the address true to what is seen, so that it can be shared at any moment.
 */

import { Reel } from "./reel.js";
import { Scrubber } from "./scrubber.js";
import { Sheet } from "./sheet.js";

const LINE = 64; // pixels from the top of the window, on the year that stands there
const REST = 250; // milliseconds without scrolling: the address may say where

class Strip {
  #frame = 0;
  #rest = 0;
  #stood = -Infinity; // where a chosen year put the window: it stays chosen until somebody scrolls
  #isComing = false;
  #leaving = new AbortController();

  /**
   * @param {string} page the address of the timeline without its query
   * @param {string} entries the address below which each entry has its own
   * @param {import("./scrubber.js").Overview} overview
   * @param {Record<string, string>} words
   */
  constructor(page, entries, overview, words) {
    this.page = page;
    this.words = words;
    const { signal } = this.#leaving;
    this.said = document.createElement("p");
    this.said.className = "strip-said";
    this.said.role = "status";
    document.body.append(this.said);
    this.reel = new Reel(page, (count, year) => {
      this.#mark();
      this.#say("strip_more", { count, year });
    });
    this.sheet = new Sheet(page, entries, words, signal);
    this.scrubber = new Scrubber(
      overview,
      words.strip_year,
      (year) => this.#stand(this.reel.find(year)),
      (year, isMeant) => this.#arrive(year, isMeant),
    );
    this.scrubber.onfocus = () => this.scrubber.isAway && this.reel.list.scrollIntoView({ behavior: "instant" });
    this.reel.list.before(this.scrubber.element);
    document.addEventListener("click", (click) => this.#take(click), { signal });
    addEventListener("popstate", () => this.#followAddress(), { signal });
    for (const change of ["scroll", "resize"])
      addEventListener(change, () => (this.#frame ||= requestAnimationFrame(() => this.#look())), { passive: true, signal });
    if (history.state?.entry) history.replaceState(null, ""); // after a reload the page itself shows it
    history.scrollRestoration = "manual"; // the page is longer than the one that a reload brings
    this.#comeBack();
    this.#mark();
    this.#look();
  }

  #say(/** @type {string} */ key, /** @type {Record<string, unknown>} */ values = {}) {
    this.said.textContent = (this.words[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
    this.said.classList.toggle("strip-said--shown", key === "strip_failed");
  }

  #mark() {
    const { years } = this.reel;
    this.scrubber.mark(years.at(0)?.year ?? 0, years.at(-1)?.year ?? -1);
  }

  /** See where the reader is. */
  #look() {
    this.#frame = 0;
    this.scrubber.place(this.reel.list);
    if (!this.scrubber.leads && Math.abs(scrollY - this.#stood) > 1) {
      const year = this.reel.at(LINE)?.year ?? this.reel.years.at(0)?.year;
      if (year) this.scrubber.show(year);
    }
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#keepAddress(), REST);
  }

  /** The address: the page that has the year at the line, and the year, or the entry at which one arrived. */
  #keepAddress() {
    if (history.state?.entry || this.#isComing || this.scrubber.leads) return;
    const at = this.reel.at(LINE);
    const arrived = location.hash && document.getElementById(location.hash.slice(1))?.closest(".timeline__year");
    const hash = !at ? "" : arrived === at.part ? location.hash : `#year-${at.year}`;
    const search = at?.part.dataset.page ?? this.reel.search;
    const within = at && Math.round(-at.part.getBoundingClientRect().top);
    history.replaceState({ within }, "", location.pathname + search + hash);
    for (const link of document.querySelectorAll("a[rel~='alternate'][hreflang]"))
      Object.assign(link, { search, hash });
  }

  /** A reload, or Back from elsewhere: to the place in the year, not only to the year. */
  #comeBack() {
    const part = document.getElementById(location.hash.slice(1))?.closest(".timeline__year");
    const within = history.state?.within;
    if (part && within) scrollBy({ top: part.getBoundingClientRect().top + within, behavior: "instant" });
  }

  /** Put a year at the top of the window. */
  #stand(/** @type {import("./reel.js").Year | undefined} */ found) {
    const entries = found?.part.querySelector(".entries");
    const numeral = found && /** @type {HTMLElement} */ (found.part.querySelector(".timeline__numeral"));
    if (!entries || !numeral) return;
    const room = numeral.offsetHeight + parseFloat(getComputedStyle(numeral).marginBlockEnd);
    scrollBy({ top: entries.getBoundingClientRect().top - room, behavior: "instant" });
    this.#stood = scrollY;
  }

  /** The same, and the scrubber follows. */
  #show(/** @type {import("./reel.js").Year | undefined} */ found) {
    this.#stand(found);
    this.#stood = -Infinity;
    this.#look();
  }

  /** Go to a year, on the page or not. `isMeant`: by Enter or a link, so that one reads on there. */
  async #arrive(/** @type {number} */ year, /** @type {boolean} */ isMeant) {
    if (isMeant && this.reel.find(year)) history.pushState(history.state, ""); // Back leads to where one was
    const found = this.reel.find(year) ?? ((await this.#load(this.#searchFrom(year))) ? this.reel.years.at(0) : undefined);
    if (found) this.#stand(found);
    else this.#stood = -Infinity;
    this.#look();
    if (!found) return;
    this.scrubber.show(year);
    if (isMeant) this.#focus(found.part);
    this.#say("strip_arrived", { year: found.year, count: found.part.querySelectorAll(".entry").length });
  }

  #focus(/** @type {HTMLElement} */ part) {
    const numeral = /** @type {HTMLElement} */ (part.querySelector(".timeline__numeral"));
    numeral.tabIndex = -1;
    numeral.focus({ preventScroll: true });
  }

  /** The same choice of entries, from `year` on. */
  #searchFrom(/** @type {number} */ year) {
    const asked = new URLSearchParams(this.reel.search);
    for (const name of ["after", "entry", "from"]) asked.delete(name);
    if (Number(asked.get("to")?.slice(0, 4) ?? Infinity) < year) asked.delete("to");
    const text = [year > this.scrubber.first ? `from=${String(year).padStart(4, "0")}` : "", String(asked)];
    return text.join("") && `?${text.filter(Boolean).join("&")}`;
  }

  /** Put in another part of the list. Returns whether it came. */
  async #load(/** @type {string} */ search, isNew = true) {
    this.#isComing = true; // until then Back leads to where one was before the scrubber was taken
    this.scrubber.element.classList.add("scrubber--busy");
    try {
      await this.reel.load(search);
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") this.#say("strip_failed");
      return false;
    } finally {
      this.#isComing = false;
      this.scrubber.element.classList.remove("scrubber--busy");
    }
    if (isNew) history.pushState(null, "", this.page + search);
    document.dispatchEvent(new CustomEvent("timeline:address", { detail: search.slice(1) })); // see take.js
    const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-filters]"));
    for (const name of ["from", "to"]) {
      const field = form?.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = new URLSearchParams(search).get(name) ?? "";
    }
    this.#mark();
    return true;
  }

  async #followAddress() {
    if (this.sheet.follow()) return;
    if (!this.reel.searches.has(location.search) && !(await this.#load(location.search, false))) return;
    const part = document.getElementById(location.hash.slice(1))?.closest(".timeline__year");
    this.#show(this.reel.years.find((one) => one.part === part));
  }

  #take(/** @type {MouseEvent} */ click) {
    const link = /** @type {Element} */ (click.target).closest("a");
    if (!link || click.defaultPrevented || click.button) return;
    if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    const way = link.dataset.way;
    if (link.matches(".decades a")) this.#arrive(Number(new URLSearchParams(link.search).get("from")?.slice(0, 4)), true);
    else if (link.matches("#entries .entry__title a, .under-way__entry a")) this.sheet.open(link);
    else if (way === "onward") this.reel.splice(link).catch(() => this.#say("strip_failed"));
    else if (way) this.#goTo(link);
    else return;
    click.preventDefault();
  }

  async #goTo(/** @type {HTMLAnchorElement} */ link) {
    if (!(await this.#load(link.search))) return;
    const [first] = this.reel.years;
    this.#show(first);
    if (first) this.#focus(first.part);
  }

  stop() {
    this.#leaving.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
    this.reel.stop();
    this.scrubber.stop();
    this.said.remove();
    history.scrollRestoration = "auto";
  }
}

/**
 * @param {HTMLElement} section the instrument's place on the page
 * @param {{ overview: import("./scrubber.js").Overview | null }} shown the window's document
 * @param {Record<string, string>} words
 * @returns {() => void} takes away all that was made; the list stays as it is
 */
export function start(section, shown, words) {
  if (!shown.overview || !document.getElementById("entries")) return () => {};
  const { page = location.pathname, entries = page } = section.dataset;
  const strip = new Strip(page, entries, shown.overview, words);
  return () => strip.stop();
}
