// @ts-check
/**
 * The timeline's page for a question, made of the page that a frozen copy has: what the museum's server would send,
 * as far as instrument and strip look at it.
 */

import { counted, drawing, element } from "../dom.js";
import { dayAt, dayOf, spoken, yearOf } from "../scale.js";
import { windowOf } from "./answers.js";
import { hasWindow, isNarrowed, shortest, spanOf, written } from "./asked.js";
import { begunIn, listOf } from "./listing.js";

const HEIGHT = 72; // pixels of the drawing's highest bar
const LEAST = 3;
const STEPS = [1, 2, 5, 10, 20, 50, 100];
const MOST_MARKS = 14;
const MOST_CHOICES = 60;

/** @typedef {import("./table.js").Table} Table @typedef {import("./asked.js").Asked} Asked */

/**
 * Make `page` that of a question. @param {Document} page a copy of the page for everything
 * @param {Table} table @param {Asked} asked @param {string} search as the address has it
 */
export async function asPage(page, table, asked, search) {
  const found = await windowOf(table, asked, undefined, true);
  const script = page.getElementById("timeline-window");
  if (script) script.textContent = JSON.stringify(found);
  page.getElementById("entries")?.replaceWith(await listOf(table, asked));
  page.title = titled(page.title, asked);
  histogram(page, table, await table.answering(asked), asked, found);
  await decades(page, table, asked);
  await filters(page, table, asked);
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (page.querySelectorAll(".site-header__languages a"))) {
    link.setAttribute("href", `${link.getAttribute("href")?.split("?")[0]}${search}`);
  }
}

/** @param {string} title @param {Asked} asked */
function titled(title, { first, last }) {
  const [from, to] = [first === null ? "" : shortest(first, false), last === null ? "" : shortest(last, true)];
  return from || to ? title.replace(" · ", `, ${from} – ${to} · `) : title;
}

/** How much there is, year by year. @param {Document} page @param {Table} table @param {number[]} rows @param {Asked} asked @param {any} found */
function histogram(page, table, rows, asked, found) {
  const figure = /** @type {HTMLElement | null} */ (page.querySelector(".histogram"));
  const svg = figure?.querySelector("svg");
  if (!figure || !svg || !found.overview) return figure?.remove();
  const days = found.overview.starts.map(dayOf);
  const amounts = found.overview.lanes.all;
  const first = yearOf(days[0]);
  const last = Math.max(yearOf(/** @type {number} */ (days.at(-1))), first + 1);
  const share = (/** @type {number} */ day) => {
    const year = yearOf(day);
    const along = year + (Math.floor(day) - dayAt(year)) / 366;
    return (100 * Math.min(Math.max(along - first, 0), last - first)) / (last - first);
  };
  const [from, to] = [dayOf(found.window.from), dayOf(found.window.to)];
  figure.dataset.first = String(first);
  figure.dataset.last = String(last);
  const parts = [];
  const set = (/** @type {Element} */ one, /** @type {Record<string, string>} */ values) => {
    for (const [name, value] of Object.entries(values)) one.setAttribute(name, value);
    return one;
  };
  const percent = (/** @type {number} */ value) => `${value.toFixed(2)}%`;
  if (found.window.from !== found.extent.from || found.window.to !== found.extent.to) {
    const [x, end] = [share(from), share(to)];
    parts.push(set(drawing("rect", "histogram__seen"), { x: percent(x), y: "0", width: percent(end - x), height: String(HEIGHT) }));
  }
  const most = Math.max(...amounts) || 1;
  amounts.forEach((/** @type {number} */ amount, /** @type {number} */ index) => {
    if (amount <= 0) return;
    const [start, end] = [days[index], days[index + 1] - 1];
    const [x, width] = [percent(share(start)), percent(share(end + 1) - share(start))];
    const height = Math.max(HEIGHT * Math.sqrt(amount / most), LEAST);
    const isSeen = start <= to && end >= from;
    const link = document.createElementNS("http://www.w3.org/2000/svg", "a");
    const words = `${spoken(dayAt(yearOf(start)), dayAt(yearOf(end) + 1), table.language)}: ${counted(table.words.count, table.touching(rows, start, end).length, table.language)}`;
    set(link, { href: `?${written({ ...asked, first: start, last: end, entry: "", after: "" })}`, "aria-label": words });
    link.append(
      set(drawing("rect", "histogram__reach"), { x, y: "0", width, height: String(HEIGHT) }),
      set(drawing("rect", `histogram__bar${isSeen ? " histogram__bar--seen" : ""}`), { x, y: (HEIGHT - height).toFixed(1), width, height: height.toFixed(1) }),
    );
    parts.push(link);
  });
  parts.push(set(drawing("line", "histogram__line"), { x1: "0", x2: "100%", y1: String(HEIGHT), y2: String(HEIGHT) }));
  const step = STEPS.find((years) => (last - first) / years < MOST_MARKS) ?? /** @type {number} */ (STEPS.at(-1));
  for (let year = Math.ceil(first / step) * step; year < last; year += step) {
    const tick = set(drawing("text", "histogram__year"), { x: percent(share(dayAt(year))), y: String(HEIGHT + 20) });
    tick.textContent = String(year);
    parts.push(tick);
  }
  svg.replaceChildren(...parts);
}

/** @param {Document} page @param {Table} table @param {Asked} asked */
async function decades(page, table, asked) {
  const rows = await table.answering(asked);
  const [from, to] = spanOf(asked, table.extent(rows));
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (page.querySelectorAll(".decades a"))) {
    const window = new URLSearchParams(link.dataset.asked ?? link.search);
    const [first, last] = ["from", "to"].map((name) => Number(window.get(name)?.slice(0, 4)));
    if (!begunIn(table, rows, first, last)) {
      link.closest("li")?.remove();
      continue;
    }
    const [start, end] = [dayAt(first), dayAt(last + 1) - 1];
    const count = table.touching(rows, start, end).length;
    link.setAttribute("href", `?${written({ ...asked, first: start, last: end, entry: "", after: "" })}#entries`);
    link.removeAttribute("data-asked");
    link.ariaLabel = `${link.ariaLabel?.split(": ")[0]}: ${counted(table.words.count, count, table.language)}`;
    if (hasWindow(asked) && start <= to && end >= from) link.setAttribute("aria-current", "true");
  }
}

/** What the form has chosen, and how much each choice would leave. @param {Document} page @param {Table} table @param {Asked} asked */
async function filters(page, table, asked) {
  const inWindow = async (/** @type {Asked} */ wider) => {
    const rows = await table.answering(wider);
    return table.touching(rows, ...spanOf(asked, table.extent(rows)));
  };
  const rows = await inWindow({ ...asked, lanes: [] });
  table.lanes.forEach(({ slug }, lane) => {
    const input = page.querySelector(`.filters__lanes input[value="${CSS.escape(slug)}"]`);
    input?.toggleAttribute("checked", asked.lanes.includes(slug));
    const count = input?.closest("label")?.querySelector(".filters__count");
    if (count) count.textContent = String(rows.filter((row) => table.lane[row] === lane).length);
  });
  for (const name of /** @type {const} */ (["film", "person", "place"])) {
    const select = page.querySelector(`select[name="${name}"]`);
    const there = new Set(await inWindow({ ...asked, [name]: "" }));
    const choices = table.choices[name].map((choice) => ({ ...choice, count: choice.entries.filter((row) => there.has(row)).length }));
    const most = new Set([...choices].sort((one, two) => two.count - one.count).slice(0, MOST_CHOICES).filter(({ count }) => count));
    const options = choices.filter((choice) => most.has(choice) || choice.slug === asked[name]).map(({ slug, name: words, lang, count }) => {
      const option = element("option", "", { value: slug, ...(lang ? { lang } : {}) }, `${words} (${count})`);
      option.toggleAttribute("selected", slug === asked[name]);
      return option;
    });
    if (select?.firstElementChild) select.replaceChildren(select.firstElementChild, ...options);
  }
  const values = { q: asked.text, from: asked.first === null ? "" : shortest(asked.first, false), to: asked.last === null ? "" : shortest(asked.last, true) };
  for (const [name, value] of Object.entries(values)) page.querySelector(`[data-filters] [name="${name}"]`)?.setAttribute("value", value);
  const actions = page.querySelector(".filters__actions");
  actions?.querySelector("a")?.remove();
  if (isNarrowed(asked) || hasWindow(asked)) actions?.append(" ", element("a", "", { href: "?" }, table.words.everything));
  page.getElementById("filters")?.toggleAttribute("open", isNarrowed(asked));
}
