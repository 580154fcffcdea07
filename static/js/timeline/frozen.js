// @ts-check
/**
 * The timeline of a frozen copy: files answer what the museum's server would.
 *
 * Instrument and strip ask by `fetch` and know nothing of it. What they ask of the timeline's own address is answered
 * here, from tiles beside the page; an entry comes from its file, its links made whole. All else goes its way.
 */

import { windowOf } from "./frozen/answers.js";
import { read } from "./frozen/asked.js";
import { asPage } from "./frozen/page.js";
import { Table } from "./frozen/table.js";
import { documentOf } from "./document.js";

const SWAPPED = ["#timeline-window", "#entries", ".decades", ".histogram", ".filters", ".site-header__languages"];

/** @param {string} text @param {string} type */
const response = (text, type) => new Response(text, { headers: { "Content-Type": `${type}; charset=utf-8` } });

/** @param {Document} page */
const html = (page) => `<!doctype html>${page.documentElement.outerHTML}`;

/** A part of an address as the copy names its files. @param {string} name */
const safe = (name) =>
  name.replace(/[^A-Za-z0-9._~-]|\.+$/gu, (found) => [...new TextEncoder().encode(found)].map((byte) => `_${byte.toString(16).padStart(2, "0")}`).join(""));

class Frozen {
  /** @type {Promise<Table> | undefined} */
  #table;
  /** @type {Promise<string> | undefined} */
  #page;

  /** @param {HTMLElement} section @param {typeof fetch} files */
  constructor(section, files) {
    this.files = files;
    this.folder = new URL("./", location.href.split(/[?#]/)[0]).pathname;
    this.data = new URL(section.dataset.source ?? "", location.href);
  }

  /** @param {string | URL} address */
  async text(address) {
    const answer = await this.files(String(address));
    if (!answer.ok) throw new TypeError(`${answer.status} ${answer.url}`); // as where no network is
    return answer.text();
  }

  get table() {
    const load = async (/** @type {URL} */ address) => JSON.parse(await this.text(address));
    this.#table ??= load(this.data).then((found) => new Table(found, (name) => load(new URL(name, this.data))));
    this.#table.catch(() => (this.#table = undefined));
    return this.#table;
  }

  /** The page as it lies in the copy, to be changed. */
  async page() {
    this.#page ??= this.text(`${this.folder}index.html`);
    this.#page.catch(() => (this.#page = undefined));
    return this.ready(documentOf(await this.#page));
  }

  /** Show what a script makes work, and let links ask what they ask. @param {Document} page */
  ready(page) {
    for (const one of page.querySelectorAll('[data-live="script"]')) one.toggleAttribute("hidden", false);
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (page.querySelectorAll("a[data-asked]"))) {
      link.setAttribute("href", `${this.folder}?${link.dataset.asked}${link.closest(".decades") ? "#entries" : ""}`);
    }
    return page;
  }

  /** What the server would answer; nothing for what is none of the timeline's. @param {URL} url */
  async answer(url) {
    if (url.origin !== location.origin || !url.pathname.startsWith(this.folder)) return undefined;
    const name = decodeURIComponent(url.pathname.slice(this.folder.length)).replace(/(^|\/)(index\.html)?$/, "");
    if (name === "data.json") {
      const table = await this.table;
      const width = Number(url.searchParams.get("width")) || undefined;
      const found = await windowOf(table, read(url.searchParams, table), width, url.searchParams.has("overview"));
      return response(JSON.stringify(found), "application/json");
    }
    if (!name) return response(html(await this.asked(url)), "text/html");
    return name.includes("/") || name.endsWith(".json") ? undefined : response(html(await this.entry(name)), "text/html");
  }

  /** The page for a question. @param {URL} url */
  async asked(url) {
    const page = await this.page();
    const table = await this.table;
    const asked = read(url.searchParams, table);
    await asPage(page, table, asked, url.search);
    for (const link of page.querySelectorAll('a[href^="?"]')) link.setAttribute("href", `${this.folder}${link.getAttribute("href")}`);
    if (asked.entry) await this.open(page, asked.entry).catch(() => {}); // there is no such entry
    return page;
  }

  /** The page of an entry, its links leading on from anywhere. @param {string} id */
  async entry(id) {
    const address = new URL(`${this.folder}${safe(id)}/index.html`, location.href);
    const page = documentOf(await this.text(address));
    for (const link of page.querySelectorAll("[href]")) link.setAttribute("href", new URL(link.getAttribute("href") ?? "", address).href);
    return page;
  }

  /** @param {Document} page @param {string} id */
  async open(page, id) {
    const card = (await this.entry(id)).getElementById("entry");
    const place = page.createElement("div");
    place.className = "opened";
    if (card) place.append(page.adoptNode(card));
    page.querySelector(".timeline-page")?.before(place);
  }
}

const parsed = () =>
  document.readyState === "loading" && new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));

/** @param {HTMLElement} section */
export async function serve(section) {
  delete section.dataset.frozen;
  const files = globalThis.fetch.bind(globalThis);
  const frozen = new Frozen(section, files);
  globalThis.fetch = async (asked, options) => {
    const answer = await frozen.answer(new URL(asked instanceof Request ? asked.url : asked, location.href));
    options?.signal?.throwIfAborted();
    return answer ?? files(asked, options);
  };
  Object.assign(section.dataset, { page: frozen.folder, entries: frozen.folder, source: `${frozen.folder}data.json` });
  if (!location.search) {
    Promise.resolve(parsed()).then(() => frozen.ready(document));
    return;
  }
  await parsed();
  frozen.ready(document);
  const page = await frozen.asked(new URL(location.href));
  document.title = page.title;
  for (const part of [...SWAPPED, ".opened"]) {
    const [old, now] = [document.querySelector(part), page.querySelector(part)];
    if (old && now) old.replaceWith(document.adoptNode(now));
    else if (old) old.remove();
    else if (now) document.querySelector(".timeline-page")?.before(document.adoptNode(now));
  }
}
