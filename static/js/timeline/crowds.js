// @ts-check
/** The way into what has no room: a cluster opens nearer or as a list, a crowd is walked along by its bins. */

import { counted } from "./dom.js";
import { markedAt } from "./layout.js";
import { spoken } from "./scale.js";

/** Lists on top of the page, which come when one is asked for. */
export const lists = () => import("./lists.js");

const PARTED = 1.5; // times nearer: less would part nothing

export class Crowds {
  /**
   * @param {import("./board.js").Board} board
   * @param {import("./view.js").View} view
   * @param {Record<string, any>} words
   * @param {string} language
   * @param {(id: string) => void} open
   * @param {(text: string) => void} say
   */
  constructor(board, view, words, language, open, say) {
    this.board = board;
    this.view = view;
    this.words = words;
    this.language = language;
    this.open = open;
    this.say = say;
  }

  /** Nearer, if that parts its entries, else a list of them. @param {HTMLElement} item @param {(day: number) => void} leads told where it leads */
  enterCluster(item, leads) {
    const { view } = this;
    const found = this.board.items.clusters.get(item) ?? [];
    const days = found.map(markedAt);
    const [from, to] = [Math.min(...days), Math.max(...days)];
    const air = Math.max((to - from) * 0.6, 12);
    const isParted = to - from > 2 && view.span > (to - from + 2 * air) * PARTED && !found.every((entry) => entry.last - entry.first > 3 * (to - from));
    const nearer = () => {
      leads(from);
      view.go(from - air, to + air);
    };
    if (isParted) return nearer();
    lists().then(({ cluster }) => cluster(found, this.words, this.language, this.open), nearer);
  }

  /** Into the bin at `x`; where that is nowhere, at the middle of what is seen. @param {number} x @param {(day: number) => void} leads told where it leads */
  enterCrowd(x, leads) {
    const { view, board } = this;
    const edges = board.shown?.edges ?? [];
    const day = board.scale.day(Number.isNaN(x) ? board.width / 2 : x);
    const index = Math.min(Math.max(edges.findLastIndex((/** @type {number} */ edge) => edge <= day), 0), edges.length - 2);
    const [from, to] = [edges[index], edges[index + 1]];
    const air = (to - from) * 0.5;
    if (view.span <= 7) return;
    leads((from + to) / 2);
    view.go(from - air, to + air);
  }

  /** Along the bins of a crowd. @param {KeyboardEvent} event */
  walk(event) {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".crowd"));
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const { shown, scale, items } = this.board;
    if (!item || !by || !shown || event.shiftKey) return;
    event.preventDefault();
    const { edges, crowds } = shown;
    const amounts = /** @type {number[]} */ (crowds[item.dataset.id?.slice("crowd-".length) ?? ""] ?? []);
    const isSeen = (/** @type {number} */ index) => amounts[index] > 0.05 && scale.x(edges[index + 1]) > 0 && scale.x(edges[index]) < scale.width;
    const now = items.chosenIn(item, edges);
    let next = now >= 0 && isSeen(now) ? now + by : by > 0 ? 0 : amounts.length - 1;
    while (next >= 0 && next < amounts.length && !isSeen(next)) next += by;
    if (next < 0 || next >= amounts.length) return;
    const [start, end] = [edges[next], edges[next + 1]];
    items.chosen.set(item, [start, end]);
    items.choose(item, edges, scale);
    this.say(`${spoken(start, end, this.language)}: ${counted(this.words.about, Math.max(Math.round(amounts[next]), 1), this.language)}`);
  }
}
