// @ts-check
/** Entries, clusters and crowds as elements, kept from one picture to the next. */

import { counted, drawing, element, tongue } from "./dom.js";
import { LEAST_BAR, lead, metrics } from "./layout.js";

/** @typedef {import("./layout.js").Placed} Placed @typedef {import("./layout.js").Cluster} Cluster */

const LEAST_EXTENT = 14; // pixels: what is narrower hides behind its mark
const CLIP = 0.7; // of the window on either side: farther no bar is drawn
const SLOT = 8; // pixels of a folded lane that are counted together
export const CROWD_ROWS = 1.7; // as high as a crowded lane's density is drawn

export class Items {
  /** @type {Map<string, HTMLElement>} */
  #kept = new Map();
  /** @type {Map<HTMLElement, { x: number, room: number, lead: number }>} where bars begin, how far their words may go, and from where */
  #bars = new Map();

  /** @type {WeakMap<HTMLElement, import("./layout.js").Entry[]>} what a cluster holds */
  clusters = new WeakMap();

  /** @type {WeakMap<HTMLElement, number[]>} the days of a crowd's bin that was walked to */
  chosen = new WeakMap();

  /** @type {WeakMap<HTMLElement, number>} pixels at which an item stands */
  x = new WeakMap();
  /** @type {WeakMap<HTMLElement, Record<string, string>>} */
  #styles = new WeakMap();

  /** @param {Record<string, any>} words @param {string} language */
  constructor(words, language) {
    this.words = words;
    this.language = language;
  }

  /** Forget what no lane shows any more. @param {Set<unknown>} shown */
  sweep(shown) {
    for (const [id, item] of this.#kept) {
      if (shown.has(id)) continue;
      if (item === document.activeElement) continue; // whoever stands on it stays there
      item.remove();
      this.#kept.delete(id);
      this.#bars.delete(item);
    }
  }

  /** Stand there. @param {HTMLElement} item @param {number} x @param {number} y */
  #stand(item, x, y) {
    this.x.set(item, x);
    this.#put(item, "transform", `translate(${x.toFixed(1)}px, ${y}px)`);
  }

  /** Write a style where it is another than before. @param {HTMLElement} item @param {string} name @param {string} value */
  #put(item, name, value) {
    let put = this.#styles.get(item);
    if (!put) this.#styles.set(item, (put = {}));
    if (put[name] !== value) item.style.setProperty(name, (put[name] = value));
  }

  /** Make all anew: they say something else. */
  forget() {
    for (const item of this.#kept.values()) item.remove();
    this.#kept.clear();
    this.#bars.clear();
  }

  /** Keep the words of bars in sight as long as the bars are, all moved by so many pixels. @param {number} shift */
  pin(shift) {
    for (const [item, { x, room, lead }] of this.#bars) {
      this.#put(item, "--inset", `${(Math.min(Math.max(-x - shift, 0), room) + lead + 6).toFixed(1)}px`);
    }
  }

  /** @param {Placed} placed @param {import("./scale.js").Scale} scale @returns {HTMLElement} */
  entry(placed, scale) {
    const { entry } = placed;
    let item = this.#kept.get(entry.id);
    if (!item) {
      item = this.#made(entry);
      this.#kept.set(entry.id, item);
    }
    const x = placed.width ? Math.max(placed.x, -scale.width * CLIP) : placed.x; // of a century in days only what is near
    const end = Math.min(placed.x + placed.width, scale.width * (1 + CLIP));
    this.#stand(item, x, placed.row * metrics.row);
    this.#put(item, "--label", placed.label ? `${Math.ceil(placed.label)}px` : "0px");
    item.classList.toggle("item--mute", !placed.label);
    item.classList.toggle("item--left", placed.isLeft);
    if (placed.width) {
      const width = Math.max(Math.min(end, scale.x(entry.last)) - x, LEAST_BAR);
      const [first, from, to, last] = [entry.first, entry.sureFrom, entry.sureTo, entry.last].map((day) => scale.x(day) - x);
      const least = placed.x - x + LEAST_BAR;
      const edges = { "--width": width, "--first": from < 0 ? from : first, "--sure-from": from, "--sure-to": Math.max(to, least), "--last": to > width ? to : Math.max(last, least) };
      for (const [name, pixels] of Object.entries(edges)) this.#put(item, name, `${Math.min(Math.max(pixels, -1), width + 1).toFixed(1)}px`);
      item.classList.toggle("item--from", !entry.isOpenStart && entry.sureFrom - entry.first < 2);
      item.classList.toggle("item--to", !entry.isOpenEnd && entry.last - entry.sureTo < 2);
      this.#bars.set(item, { x, room: Math.max(end - x - placed.label - 10, 0), lead: lead((entry.last - entry.first) * scale.pixels) });
    } else {
      const extent = (entry.last - entry.first) * scale.pixels;
      this.#put(/** @type {HTMLElement} */ (item.firstElementChild), "--extent", `${extent < LEAST_EXTENT ? 0 : extent.toFixed(1)}px`);
      this.#put(/** @type {HTMLElement} */ (item.firstElementChild), "--aside", `${(scale.x(entry.middle) - placed.x).toFixed(1)}px`);
    }
    return item;
  }

  /** @param {any} entry */
  #made(entry) {
    const link = element("a", `item item--${entry.shape} item--${entry.certainty}`, { href: entry.url, tabindex: "-1" });
    link.classList.toggle("item--about", entry.about);
    link.classList.toggle("item--doubted", entry.doubted);
    link.classList.add(`item--${entry.standing}`, `item--${entry.mark}`, `item--weight-${entry.weight}`);
    link.dataset.id = entry.id;
    link.append(element("span", "item__extent"), element("span", "item__mark"));
    const beside = (entry.beside ?? []).filter(Boolean).join("; ");
    const standing = entry.standing === "verified" ? "" : this.words[entry.standing];
    const said = ["", entry.words, beside, standing].filter((text, index) => text || !index).join(", ");
    link.append(element("span", "item__label", {}, element("span", "", tongue(entry), entry.title), element("span", "item__said visually-hidden", {}, said)));
    return link;
  }

  /** @param {string} lane @param {Cluster} cluster @returns {HTMLElement} */
  cluster(lane, cluster) {
    const id = `${lane}+${cluster.entries[0].id}`;
    let item = this.#kept.get(id);
    if (!item) {
      item = element("button", "item item--cluster", { type: "button", tabindex: "-1" });
      item.dataset.id = id;
      this.#kept.set(id, item);
    }
    const count = cluster.entries.length;
    this.clusters.set(item, cluster.entries);
    item.textContent = String(count);
    item.setAttribute("aria-label", counted(this.words.cluster, count, this.language));
    item.title = cluster.entries.map((entry) => `${entry.words}: ${entry.title}`).slice(0, 12).join("\n");
    this.#stand(item, cluster.x, cluster.row * metrics.row);
    return item;
  }

  /**
   * A folded lane in one line: how much there is, and when.
   * @param {string} lane
   * @param {import("./layout.js").Entry[]} entries
   * @param {{ edges: number[], amounts: number[] } | undefined} crowd its bins, where it is crowded
   * @param {import("./scale.js").Scale} scale
   */
  folded(lane, entries, crowd, scale) {
    const id = `folded-${lane}`;
    const { row } = metrics;
    const item = this.#kept.get(id) ?? element("div", "folded", { "data-id": id, "aria-hidden": "true" }, drawing("svg", "crowd__drawing"));
    if (!this.#kept.has(id)) item.firstElementChild?.append(drawing("path", "crowd__path"));
    this.#kept.set(id, item);
    const counts = new Map();
    for (const { middle } of entries) {
      const slot = Math.round(scale.x(middle) / SLOT);
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    const bars = [...counts].map(([slot, count]) => `M${slot * SLOT} ${row}v${-Math.min(4 + count * 4, row)}h${SLOT - 2}V${row}z`);
    const path = crowd ? outline(crowd.edges, crowd.amounts, scale, row) : bars.join("");
    item.querySelector("path")?.setAttribute("d", path);
    return item;
  }

  /**
   * The density of a lane as one path; its bins are chosen by a pointer or by the arrow keys.
   * @param {any} lane @param {number[]} edges @param {number[]} amounts @param {import("./scale.js").Scale} scale
   */
  crowd(lane, edges, amounts, scale) {
    const id = `crowd-${lane.slug}`;
    let item = this.#kept.get(id);
    if (!item) {
      item = element("button", "item crowd", { type: "button", tabindex: "-1" });
      item.dataset.id = id;
      const svg = drawing("svg", "crowd__drawing");
      svg.setAttribute("aria-hidden", "true");
      svg.append(drawing("path", "crowd__path"), drawing("rect", "crowd__chosen"));
      item.append(svg);
      this.#kept.set(id, item);
    }
    item.setAttribute("aria-label", `${lane.name}: ${counted(this.words.crowd, lane.count, this.language)}`);
    item.querySelector("path")?.setAttribute("d", outline(edges, amounts, scale, CROWD_ROWS * metrics.row));
    this.choose(item, edges, scale);
    return item;
  }

  /** Which bin of a crowd was walked to, as long as there is such a one; else -1. @param {HTMLElement} item @param {number[]} edges */
  chosenIn(item, edges) {
    const [start, end] = this.chosen.get(item) ?? [];
    const index = edges.indexOf(start);
    return edges[index + 1] === end ? index : -1;
  }

  /** Mark the bin that was walked to, where it is in sight. @param {HTMLElement} item @param {number[]} edges @param {import("./scale.js").Scale} scale */
  choose(item, edges, scale) {
    const index = this.chosenIn(item, edges);
    const [x, end] = [edges[index], edges[index + 1]].map((day) => scale.x(day));
    const isSeen = index >= 0 && end > 0 && x < scale.width;
    if (isSeen) item.dataset.at = String((x + end) / 2);
    else delete item.dataset.at;
    const box = { x, width: Math.max(end - x, 2), height: CROWD_ROWS * metrics.row };
    for (const [name, pixels] of Object.entries(box)) item.querySelector("rect")?.setAttribute(name, isSeen ? pixels.toFixed(1) : "0");
  }
}

/** Steps as high as amounts. @param {number[]} edges @param {number[]} amounts @param {import("./scale.js").Scale} scale @param {number} high pixels */
function outline(edges, amounts, scale, high) {
  const most = Math.max(...amounts, 0.01);
  const steps = amounts.map((amount, index) => {
    const y = high - (amount > 0 ? Math.max(Math.sqrt(amount / most) * (high - 2), 1.5) : 0);
    return `V${y.toFixed(1)}H${scale.x(edges[index + 1]).toFixed(1)}`;
  });
  return `M${scale.x(edges[0]).toFixed(1)} ${high}${steps.join("")}V${high}Z`;
}
