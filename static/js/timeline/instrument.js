// @ts-check
/**
 * The instrument: lanes under a ruler, moved by hand, wheel, fingers and keys, from centuries to days.
 *
 * It draws from windows that the server answers (see `exhibit/interop/windows.py`), as many entries as
 * fit and densities where not, so that it is as quick with a hundred thousand entries as with fifty. The
 * address always says what is seen, and the page below follows when it rests.
 */

import { Board } from "./board.js";
import { Brush } from "./brush.js";
import { Crowds, lists } from "./crowds.js";
import { button, counted, element, filled } from "./dom.js";
import { gestures } from "./gestures.js";
import { Keys, STEP, laneOf, place } from "./keys.js";
import { Lanes, dragged } from "./lanes.js";
import { markedAt } from "./layout.js";
import { Opening } from "./opening.js";
import { addressed, dayAt, dayOf, daysOf, spoken, yearOf } from "./scale.js";
import { follow, forgetPage, pageOf } from "./turning.js";
import { View } from "./view.js";
import { Shown, Windows } from "./windows.js";

const REST = 350; // milliseconds before the page below follows
const OFTEN = 500; // milliseconds between two addresses while it moves

/** What is asked besides the days and the entry that is open. @param {URLSearchParams} asked */
const choice = (asked) => String([...asked].filter(([name]) => !["from", "to", "entry", "after"].includes(name)).sort());

/** The form of filters in which this stands. @param {Element | null} one @returns {HTMLFormElement | null | undefined} */
const filters = (one) => one?.closest("[data-filters]");

export class Instrument {
  #frame = 0;
  #resting = 0;
  #writing = 0;
  #isFetched = true;
  #zoomed = false;
  #isLost = false; // what had the focus is gone: it waits for what will be near
  /** @type {{ lane: string, day: number } | null} where keys lead to, beyond what is there */
  #sought = null;
  #question = 0; // each one makes void what was asked before
  #isTurning = false;
  #chosen = choice(new URLSearchParams(location.search));
  #leaving = new AbortController();
  now = element("p", "instrument__now numeral", { "aria-hidden": "true" });
  speech = element("p", "visually-hidden", { role: "status" });
  table = element("div", "instrument__board");
  help = () => lists().then(({ help }) => help(this.words));

  /** @param {HTMLElement} section @param {any} shown @param {Record<string, any>} words */
  constructor(section, shown, words) {
    const { signal } = this.#leaving;
    this.section = section;
    this.words = words;
    const { lang } = document.documentElement;
    this.language = lang === "en" ? "en-GB" : lang; // the museum writes 18 May 1958
    this.page = section.dataset.page ?? "";
    this.entries = section.dataset.entries ?? this.page;
    this.shown = new Shown(shown);
    this.windows = new Windows(section.dataset.source ?? "");
    this.lanes = new Lanes();
    this.view = new View((zoomed) => this.#moved(zoomed), (isJump) => this.#settled(isJump));
    this.board = new Board(this.view, this.lanes, words, this.language);
    this.restore = button(words.restore, "tool tool--words");
    this.#build();
    const open = (/** @type {string} */ id) => this.opening.open(id);
    this.crowds = new Crowds(this.board, this.view, words, this.language, open, (text) => this.#say(text));
    this.keys = new Keys(this.board.area, this.view, this.help, (item, by, isJump) => this.#beyond(item, by, isJump), signal);
    this.brush = new Brush(/** @type {HTMLElement} */ (section.querySelector(".instrument__overview")), this.view, words, this.language, signal);
    this.opening = new Opening(this, signal);
    gestures(this.board.area, this.view, () => this.board.width, signal);
    this.#listen(signal);
    this.#take(this.shown, new URLSearchParams(location.search));
    this.opening.follow();
    section.dataset.ready = "";
    section.dataset.asked ??= location.search;
    if (section.dataset.asked !== location.search) this.turn(location.href, false); // the strip has led elsewhere
  }

  stop() {
    this.#ask();
    this.#leaving.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#resting);
    clearTimeout(this.#writing);
    this.view.stop();
    this.table.remove();
    delete this.section.dataset.ready;
  }

  #build() {
    const { words, view } = this;
    const tools = element("div", "instrument__tools", { role: "group", "aria-label": words.tools });
    for (const [name, sign, act] of /** @type {[string, string, () => void][]} */ ([
      ["earlier", "←", () => this.keys.turn(-STEP)],
      ["later", "→", () => this.keys.turn(STEP)],
      ["zoomIn", "+", () => view.go(...view.zoomed(0.5))],
      ["zoomOut", "−", () => view.go(...view.zoomed(2))],
      ["whole", "↔", () => view.go(...view.whole)],
      ["keys", "?", this.help],
    ])) {
      const tool = button(words[name], "tool", sign);
      tool.addEventListener("click", act);
      tools.append(tool);
    }
    tools.append(this.restore);
    this.table.append(element("div", "instrument__head", {}, this.now, tools), this.board.element, this.speech);
    this.section.append(this.table);
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { board } = this;
    board.area.addEventListener("click", (event) => this.#click(event), { signal });
    board.area.addEventListener("keydown", (event) => this.crowds.walk(event), { signal });
    board.names.addEventListener("click", (event) => this.#press(event), { signal });
    board.names.addEventListener("keydown", (event) => this.#carry(event), { signal });
    dragged(board.names, (slug, places) => this.#moveLane(slug, places), signal);
    this.restore.addEventListener("click", () => {
      this.lanes.restore();
      this.#draw("fit");
      this.#say(this.words.restored);
    }, { signal });
    const resized = new ResizeObserver(() => this.#redraw());
    resized.observe(board.area);
    signal.addEventListener("abort", () => resized.disconnect());
    addEventListener("popstate", () => this.#return(), { signal });
    document.addEventListener("click", (event) => this.#link(event), { signal });
    document.addEventListener("change", (event) => {
      const form = filters(/** @type {Element} */ (event.target));
      if (form) this.#filter(form);
    }, { signal });
    document.addEventListener("submit", (event) => {
      const form = filters(/** @type {Element} */ (event.target));
      if (!form) return;
      event.preventDefault();
      this.#filter(form);
      this.section.scrollIntoView(); // to what was asked for
    }, { signal });
  }

  /* What is drawn */

  /** Show a window, as an address asks for it. @param {Shown} shown @param {URLSearchParams} asked */
  #take(shown, asked) {
    const { view } = this;
    const extent = shown.extent ?? [shown.from, shown.to];
    const isWindow = asked.has("from") || asked.has("to");
    this.#load(shown);
    view.bound(extent, isWindow ? [shown.from, shown.to] : extent);
    [view.from, view.to] = view.held(...(isWindow ? /** @type {[number, number]} */ ([shown.from, shown.to]) : view.whole));
    this.#draw("fit");
    this.brush.say();
  }

  /** @param {Shown} shown */
  #load(shown) {
    const chosen = new URLSearchParams(shown.asked).getAll("lane");
    this.shown = shown;
    this.board.load(shown, shown.lanes.filter((/** @type {any} */ lane) => !chosen.length || chosen.includes(lane.slug)));
  }

  #redraw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw("fit"));
  }

  /** @param {import("./board.js").Manner} manner */
  #draw(manner) {
    const { area } = this.board;
    const isIn = area.contains(document.activeElement);
    this.board.draw(manner);
    this.restore.hidden = !this.lanes.isOwn;
    this.keys.renew();
    this.#name();
    this.brush.draw();
    if (isIn && !area.contains(document.activeElement)) {
      area.focus({ preventScroll: true }); // keys go on working
      this.#isLost = true;
    }
    if (manner === "moving") return;
    if (this.#sought) return this.#arrive(this.#sought);
    if (!this.#isLost) return;
    this.#isLost = false;
    if (document.activeElement === area) this.keys.now?.focus({ preventScroll: true });
  }

  #name() {
    const words = spoken(...this.#seen, this.language);
    if (this.now.textContent === words) return;
    this.now.textContent = words;
    this.now.style.setProperty("--letters", String(words.length));
  }

  /** The days that are seen; of everything whole years. @returns {[number, number]} */
  get #seen() {
    const { view, shown } = this;
    const [first, last] = shown.extent ?? [view.from, view.to];
    return view.isWhole ? [dayAt(yearOf(first)), dayAt(yearOf(last - 1) + 1)] : [view.from, view.to];
  }

  /* What is seen, and its address */

  /** @param {boolean} zoomed */
  #moved(zoomed) {
    this.#zoomed ||= zoomed;
    if (zoomed || this.board.isFar) this.#draw("moving");
    else this.board.shift();
    this.brush.draw();
    this.#name();
    if (!this.view.isJumping) this.#writing ||= setTimeout(() => this.#write(false), OFTEN);
  }

  /** @param {boolean} isJump */
  #settled(isJump) {
    clearTimeout(this.#resting);
    this.#draw(this.#zoomed ? "fit" : "grow");
    this.#zoomed = false;
    this.brush.say();
    this.#fetch();
    this.#write(isJump);
    this.#resting = setTimeout(() => this.#rest(), REST);
  }

  /** Ask for what is not there yet, or not as fine. */
  async #fetch() {
    const { view, shown } = this;
    if (!shown.extent || (shown.holds(view.from, view.to) && shown.isFineFor(view.span))) return;
    const question = this.#question;
    try {
      const fresh = await this.windows.around(view.from, view.to, this.board.width, new URLSearchParams(shown.asked));
      if (question !== this.#question) return;
      this.#load(fresh);
      this.#draw("fit");
    } catch (problem) {
      if (question !== this.#question || /** @type {Error} */ (problem).name === "AbortError") return;
      this.#sought = null;
      this.#draw("grow"); // who looked for it stands on what is near
      this.unreachable();
    }
  }

  /** Say that the museum does not answer, and where to try again. @param {string} [address] */
  unreachable(address) {
    this.#say(this.words.unreachable, true);
    if (address) this.speech.append(" ", element("a", "", { href: address }, this.words.openPage));
  }

  /** From the last entry of a lane that is drawn to the next of the same lane, however far. @param {HTMLElement} item @param {-1 | 1} by @param {boolean} isJump */
  #beyond(item, by, isJump) {
    const { board, shown, view } = this;
    const slug = laneOf(item);
    const lane = shown.lanes.find((/** @type {any} */ one) => one.slug === slug);
    const here = board.scale.day(place(item) - board.area.getBoundingClientRect().left);
    const isAfter = (/** @type {number} */ day) => (day - here) * by > 0;
    const days = board.undrawn(slug).map(markedAt).filter(isAfter);
    const told = lane[by < 0 ? "previous" : "next"];
    const day = days.length ? Math[by < 0 ? "max" : "min"](...days) : told && dayOf(told);
    if (day === null) return this.#say(this.words[by < 0 ? "laneBegins" : "laneEnds"]);
    this.#sought = { lane: slug, day };
    view.go(day - view.span / 2, day + view.span / 2, isJump);
  }

  /** Stand on what was looked for, once it is there. @param {{ lane: string, day: number }} sought */
  #arrive({ lane, day }) {
    if (!this.shown.holds(day, day)) return;
    this.#sought = null;
    this.#isLost = false;
    this.keys.arrive(lane, this.board.scale.x(day));
  }

  /** Another question begins: no answer to an older one counts any more. */
  #ask() {
    clearTimeout(this.#resting);
    forgetPage();
    this.#isTurning = false;
    this.#sought = null;
    return ++this.#question;
  }

  /** The query that says what is seen. */
  get query() {
    const asked = new URLSearchParams(location.search);
    for (const name of ["from", "to", "after"]) asked.delete(name);
    const now = new URLSearchParams();
    if (!this.view.isWhole) {
      const [from, to] = addressed(Math.max(this.view.from, -719162), this.view.to);
      now.set("from", from);
      now.set("to", to);
    }
    for (const [name, value] of asked) now.append(name, value);
    return now;
  }

  /** Put what is seen into the address; a jump is a step to come back from. @param {boolean} isJump */
  #write(isJump) {
    const query = String(this.query);
    clearTimeout(this.#writing);
    this.#writing = 0;
    if (query === location.search.slice(1)) return;
    this.#isFetched = false;
    const address = `${location.pathname}${query ? `?${query}` : ""}`;
    if (isJump) history.pushState(null, "", address);
    else history.replaceState(history.state, "", address);
    this.#tellAddress();
  }

  #tellAddress() {
    document.dispatchEvent(new CustomEvent("timeline:address", { detail: location.search.slice(1) }));
  }

  /** The hand rests: the page follows, and the voice says what it has. */
  async #rest() {
    this.#write(false);
    if (this.#isFetched || this.#isTurning) return;
    const { search } = location;
    const question = this.#question;
    try {
      const page = await pageOf(`${location.pathname}${search}`);
      if (!page || location.search !== search || question !== this.#question) return;
      this.#isFetched = true;
      const found = JSON.parse(page.getElementById("timeline-window")?.textContent ?? "null");
      follow(page);
      if (found) this.#tell(found.lanes);
    } catch {
      if (question !== this.#question || !this.shown.holds(this.view.from, this.view.to)) return;
      this.#tell(this.shown.lanes.map((/** @type {any} */ { slug }) => ({ slug, count: this.shown.countIn(slug, this.view) })));
    }
  }

  /** Say how much is seen. @param {{ slug: string, count: number }[]} lanes with their counts */
  #tell(lanes) {
    const { words, language } = this;
    for (const { slug, count } of lanes) this.board.count(slug, count);
    const count = lanes.reduce((sum, lane) => sum + lane.count, 0);
    if (!count) return this.#sayNothing();
    this.#say(filled(words.inView, {
      window: spoken(...this.#seen, language),
      entries: counted(words.entries, count, language),
      lanes: counted(words.inLanes, lanes.filter((lane) => lane.count).length, language),
    }));
  }

  /** Nothing here: the page has the nearest. */
  #sayNothing() {
    const near = [...document.querySelectorAll("#entries .empty .entry")].map((one) =>
      [".entry__date", ".entry__title"].map((part) => one.querySelector(part)?.textContent?.trim()).join(" "));
    this.#say([this.words.nothing, ...near].join(" · "), true);
  }

  /** @param {string} text @param {boolean} isShown whether eyes need it too */
  #say(text, isShown = false) {
    this.speech.textContent = text;
    this.speech.className = isShown ? "instrument__said" : "visually-hidden";
  }

  /** Another question: its page is asked for, and instrument and page show what it says. @param {string} address @param {boolean} isNew */
  async turn(address, isNew = true) {
    const question = this.#ask();
    this.view.stop();
    this.#isTurning = true;
    const url = new URL(address);
    try {
      const page = await pageOf(url.pathname + url.search);
      if (!page || question !== this.#question) return;
      if (isNew) history.pushState(null, "", url.pathname + url.search);
      this.#isFetched = true;
      this.#chosen = choice(url.searchParams);
      const histogram = page.querySelector(".histogram");
      const found = JSON.parse(page.getElementById("timeline-window")?.textContent ?? "null");
      follow(page);
      this.#tellAddress();
      if (histogram) {
        this.section.querySelector(".histogram")?.replaceWith(document.adoptNode(histogram));
        this.brush.renew();
      }
      if (found) {
        this.#take(new Shown(found), url.searchParams);
        this.#tell(found.lanes);
      } else this.#empty();
      this.opening.follow();
    } catch (problem) {
      if (question !== this.#question) return;
      if (problem instanceof TypeError) {
        this.unreachable();
        filters(document.getElementById("filter-text"))?.reset();
      } else location.assign(url.href); // the browser says what is wrong better than a script
    }
  }

  /** Nothing answers: the lanes stay, to be chosen from. */
  #empty() {
    const lanes = this.shown.lanes.map((/** @type {any} */ lane) => ({ ...lane, count: 0 }));
    this.#load(Object.assign(Object.create(this.shown), { asked: location.search, entries: [], crowds: {}, lanes }));
    this.#draw("fit");
    this.#sayNothing();
  }

  /** Back and forward: to another window of the same choice at once, to another choice by its page. */
  #return() {
    const { view } = this;
    const asked = new URLSearchParams(location.search);
    const [from, to] = [asked.get("from"), asked.get("to")];
    this.#ask();
    if (choice(asked) !== this.#chosen || Boolean(from) !== Boolean(to) || asked.has("after")) return void this.turn(location.href, false);
    const seen = view.isWhole ? [null, null] : addressed(view.from, view.to);
    this.opening.follow();
    if (seen[0] === from && seen[1] === to) return;
    this.#isFetched = false;
    if (from && to) view.go(...daysOf(from, to), false);
    else view.go(...view.whole, false);
  }

  /** Ask for what the form says; for the days that are seen, unless others were written into it. @param {HTMLFormElement} form */
  #filter(form) {
    const asked = this.query;
    const given = new FormData(form);
    const fields = ["from", "to"].map((name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)));
    const days = fields.some((field) => field.value !== field.defaultValue) ? ["from", "to"] : [];
    for (const name of [...days, "lane", "film", "person", "place", "q"]) {
      asked.delete(name);
      for (const value of given.getAll(name)) if (value) asked.append(name, String(value));
    }
    this.turn(`${location.origin}${this.page}${String(asked) ? `?${asked}` : ""}`);
  }

  /* Links, entries, lanes */

  /** Links to other windows of this timeline turn it in place. @param {MouseEvent} event */
  #link(event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link) return;
    const href = /** @type {any} */ (link).href?.baseVal ?? link.href;
    const url = new URL(href, location.href);
    if (url.origin !== location.origin || !url.pathname.startsWith(this.entries)) return;
    const anchor = decodeURIComponent(url.pathname.slice(this.entries.length)).replace(/\/$/, "");
    if (anchor && link.closest("#entries")) {
      event.preventDefault();
      this.opening.open(link.closest("li")?.id || anchor, link);
    } else if (!anchor && (url.search || link.closest("#entries, .instrument, .filters, .beside")) && !link.closest(".site-header, [data-take]") && !url.hash) {
      event.preventDefault();
      const isWay = link.matches("#entries [data-way]");
      this.turn(`${location.origin}${this.page}${url.search}`).then(() => isWay && document.getElementById("entries")?.scrollIntoView());
    }
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".item"));
    if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { left } = this.board.area.getBoundingClientRect();
    const leads = (/** @type {number} */ day) => (this.#sought = { lane: laneOf(item), day });
    if (item.classList.contains("crowd")) this.crowds.enterCrowd(event.detail ? event.clientX - left : Number(item.dataset.at), leads);
    else if (item.classList.contains("item--cluster")) this.crowds.enterCluster(item, leads);
    else {
      event.preventDefault();
      this.opening.open(item.dataset.id ?? "");
    }
  }

  /** A lane's name is pressed: it folds, or an arrow beside it moves it. @param {MouseEvent} event */
  #press(event) {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
    const slug = /** @type {HTMLElement | null} */ (pressed?.closest("[data-lane]"))?.dataset.lane;
    if (!slug || !pressed) return;
    if (pressed.dataset.by) return this.#moveLane(slug, Number(pressed.dataset.by));
    this.lanes.fold(slug);
    this.#draw("fit");
    const name = this.shown.lanes.find((/** @type {any} */ lane) => lane.slug === slug)?.name;
    this.#say(filled(this.lanes.folded.has(slug) ? this.words.folded : this.words.unfolded, { lane: name }));
  }

  /** @param {KeyboardEvent} event */
  #carry(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const slug = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-lane]"))?.dataset.lane;
    if (!event.altKey || !by || !slug) return;
    event.preventDefault();
    this.#moveLane(slug, by);
  }

  /** @param {string} slug @param {number} by places among those that are seen */
  #moveLane(slug, by) {
    const seen = () => this.lanes.sorted(this.board.chosen);
    const all = this.lanes.sorted(/** @type {any[]} */ (this.shown.lanes)).map((lane) => lane.slug);
    const place = () => seen().findIndex((lane) => lane.slug === slug);
    const to = seen()[Math.min(Math.max(place() + by, 0), seen().length - 1)].slug;
    if (to === slug || !this.lanes.move(all, slug, all.indexOf(to) - all.indexOf(slug))) return;
    this.#draw("fit");
    this.#say(filled(this.words.moved, { lane: seen()[place()].name, place: place() + 1, count: seen().length }));
  }
}

/**
 * @param {HTMLElement} section @param {any} shown the window as the page brought it @param {Record<string, any>} words
 * @returns {() => void} takes all of it away again
 */
export function start(section, shown, words) {
  const instrument = new Instrument(section, shown, words);
  return () => instrument.stop();
}
