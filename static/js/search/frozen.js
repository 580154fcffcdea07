// @ts-check
/** The search page of a frozen copy: the same page, written here from the copy's own files. */

import { Index, numbers } from "./index.js";
import { fold, sound } from "./words.js";

const PER_PAGE = 20;
const MOST_CHOICES = 8;

/** @param {string} name @param {Record<string, string | undefined>} attributes @param {...(string | Node)} children */
function made(name, attributes = {}, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) one.setAttribute(key, value);
  one.append(...children);
  return one;
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} input */
export function open(form, input) {
  const index = new Index(new URL(form.dataset.suggestions ?? "", location.href));
  const place = made("div", { class: "search__answer" });
  const beginning = [...document.querySelectorAll(".search__examples, .search__ways, .search__how, .search .heading")];
  form.after(place);

  /** @param {number} count @param {Record<string, string>} forms */
  const counted = (count, forms) =>
    (forms[new Intl.PluralRules(document.documentElement.lang).select(count)] ?? forms.other).replace("{count}", count.toLocaleString(document.documentElement.lang));

  /** A text in which what was asked for is marked. @param {string} text @param {import("./index.js").Asked[]} asked */
  const marked = (text, asked) =>
    text.split(/([\p{L}\p{N}]+)/u).map((piece, number) => {
      const word = fold(piece);
      const isAsked = number % 2 && asked.some(({ word: own, stems }) => word === own || [...stems].some((stem) => stem.length > 2 && word.startsWith(stem)) || sound(word) === sound(own));
      return isAsked ? made("mark", {}, piece) : piece;
    });

  const chosen = () => Object.fromEntries(new URLSearchParams(location.search));

  /** @param {Record<string, string>} changes */
  function address(changes) {
    const asked = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries(changes)) value ? asked.set(key, value) : asked.delete(key);
    return `?${asked}`;
  }

  /** @param {import("./index.js").Row} row @param {import("./index.js").Asked[]} asked @param {Record<string, string>} kinds */
  function result(row, asked, kinds) {
    const label = [kinds[row.noun], row.of, row.date].filter(Boolean).join(" · ");
    const words = made(
      "div",
      { class: "result__words" },
      made("p", { class: "label" }, label),
      made("h3", { class: "result__title" }, made("a", { href: row.url, lang: row.lang }, ...marked(row.title, asked))),
    );
    if (row.text) words.append(made("p", { class: "result__why" }, made("span", { lang: row.textLang }, ...marked(row.text, asked))));
    return made("li", { class: `result result--${row.noun} result--bare` }, words);
  }

  /** @param {import("./index.js").Table} table @param {number[]} found */
  function facets(table, found) {
    const left = new Set(found);
    const box = made("details", { class: "facets" }, made("summary", { class: "facets__summary" }, table.words.narrow));
    for (const { key, name, choices } of table.facets) {
      const offered = choices
        .map((choice) => ({ ...choice, count: numbers(choice.found).filter((number) => left.has(number)).length }))
        .filter(({ count, value }) => count && (count < found.length || chosen()[key] === value));
      if (key !== "decade") offered.sort((one, other) => other.count - one.count);
      if (!offered.length) continue;
      const list = made("ul", { "aria-labelledby": `facet-${key}` });
      for (const { value, name: said, count } of offered.slice(0, MOST_CHOICES)) {
        const isChosen = chosen()[key] === value;
        const link = made(
          "a",
          { class: "facets__choice", href: address({ [key]: isChosen ? "" : value }), "aria-current": isChosen ? "true" : undefined },
          made("span", { class: "facets__name" }, said),
          " ",
          made("span", { class: "facets__count" }, count.toLocaleString(document.documentElement.lang)),
        );
        if (isChosen) link.append(" ", made("span", { class: "facets__off", "aria-hidden": "true" }, "×"), made("span", { class: "visually-hidden" }, table.words.chosen));
        list.append(made("li", {}, link));
      }
      box.append(made("div", { class: "facets__facet" }, made("h3", { class: "label", id: `facet-${key}` }, name), list));
    }
    return box;
  }

  async function show() {
    const asked = chosen();
    const text = (asked.q ?? "").trim();
    const isAsked = Boolean(text) || Object.keys(asked).length > 0;
    for (const one of beginning) one.toggleAttribute("hidden", isAsked);
    if (!isAsked) return place.replaceChildren();
    const table = await index.table;
    const answer = await index.find(text, asked);
    const list = made("ol", { class: "results" });
    const more = made("button", { class: "button", type: "button" }, table.words.more);
    let count = 0;
    const grow = async () => {
      const rows = await index.rows(answer.found.slice(count, count + PER_PAGE));
      list.append(...rows.map((row) => result(row, answer.asked, table.kinds)));
      count += rows.length;
      more.hidden = count >= answer.found.length;
    };
    more.addEventListener("click", grow);
    await grow();
    const box = made("section", { class: "search__found", "aria-labelledby": "search-count" });
    box.append(made("h2", { class: "search__count", id: "search-count", tabindex: "-1" }, counted(answer.found.length, table.words.count)));
    for (const { word, meant } of answer.asked)
      if (meant.length) box.append(made("p", { class: "search__meant" }, table.words.meant.replace("{word}", word).replace("{words}", meant.join(", "))));
    if (answer.isLoose) box.append(made("p", { class: "search__meant" }, table.words.loose));
    box.append(answer.found.length ? list : made("p", { class: "search__meant" }, table.words.nothing), more);
    place.replaceChildren(facets(table, answer.found), box);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.pushState(null, "", address({ q: input.value.trim() }));
    show();
  });
  addEventListener("popstate", () => {
    input.value = chosen().q ?? "";
    show();
  });
  form.hidden = false;
  input.value = chosen().q ?? "";
  show();

  return async (/** @type {string} */ text) => {
    const table = await index.table;
    const { found } = await index.find(text, {}, true);
    const rows = await index.rows(found.slice(0, 8));
    return rows.map(({ title, noun, url, lang }) => ({ title, language: lang ?? table.language, kind: table.kinds[noun], url }));
  };
}
