// @ts-check
/// <reference lib="webworker" />
/**
 * Keeps the pages of the wall screen for the hours without a network. The server writes EDITION above.
 *
 * It answers only for addresses with `kiosk` and for what their pages ask for: every other visit on
 * this device passes by untouched.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const MODE = "kiosk";
const PAGES = `kiosk-pages-${EDITION}`;
const FILES = `kiosk-files-${EDITION}`;
const MOST = { [PAGES]: 240, [FILES]: 160 };
const OFFLINE = new URL("/kiosk-offline/?kiosk", location.origin).href;
const PATIENCE = 3000; // milliseconds, where there is a copy
const ENDURANCE = 15_000; // where there is none
const AT_ONCE = 2;
const ADMIN = /^\/(\w+\/)?admin\//;

/** base.5f3c0b1d2e4a.css, flock-71c51d0e99d9-portrait-640.avif */
const HASHED = /(\.[0-9a-f]{8,}|-[0-9a-f]{12}-[a-z]+-\d+)\.\w+$/;

/** Pages of the kiosk that are open now; after a sleep of the worker their addresses tell as well. */
const screens = new Set();

const isKiosk = (/** @type {string} */ url) => {
  const address = URL.canParse(url) ? new URL(url) : null;
  return address?.origin === location.origin && address.searchParams.has(MODE) && !ADMIN.test(address.pathname);
};

worker.addEventListener("install", (event) => {
  event.waitUntil(keepPage(OFFLINE).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!isKiosk(request.url)) return;
    screens.add(event.resultingClientId);
    event.respondWith(page(event));
  } else if (screens.has(event.clientId) || isKiosk(request.referrer)) {
    event.respondWith(file(event));
  }
});

worker.addEventListener("message", (event) => {
  if (event.source instanceof Client && isKiosk(event.source.url)) {
    screens.add(event.source.id);
    event.waitUntil(keepAround(event.data));
  }
});

async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("kiosk-") && !(name in MOST));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/**
 * A page: from the network if it comes in time, else the copy, else the words that say so.
 * @param {FetchEvent} event
 */
async function page(event) {
  const fetched = fetch(event.request);
  event.waitUntil(fetched.then((answer) => putPage(event.request.url, answer.clone()), () => {}));
  const kept = await (await caches.open(PAGES)).match(event.request.url);
  /** @type {Promise<void>} */
  const late = new Promise((resolve) => setTimeout(resolve, kept ? PATIENCE : ENDURANCE));
  const answer = await Promise.race([fetched, late]).catch(() => undefined);
  if (answer && !(kept && answer.status >= 500)) return answer;
  return kept ?? (await caches.match(OFFLINE)) ?? fetched;
}

/**
 * A style, script or picture: the copy, renewed behind it unless its name says that it cannot change.
 * @param {FetchEvent} event
 */
async function file(event) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(event.request.url);
  if (kept && HASHED.test(new URL(event.request.url).pathname)) return kept;
  const fetched = fetch(event.request);
  event.waitUntil(fetched.then((answer) => putFile(event.request.url, answer.clone()), () => {}));
  return kept ?? fetched;
}

/** @returns {boolean} whether the answer is whole, ours, what was asked for, and not for one person alone */
function isKeepable(/** @type {Response} */ answer) {
  const isOpen = !answer.headers.get("Cache-Control")?.includes("no-store");
  return answer.status === 200 && answer.type === "basic" && !answer.redirected && isOpen;
}

/**
 * Put a copy last in its cache, and drop the first where there are too many; never the words that say so.
 * @param {string} name
 * @param {string} url
 * @param {Response} copy
 */
async function put(name, url, copy) {
  const cache = await caches.open(name);
  await cache.put(url, copy);
  const old = (await cache.keys()).filter((key) => key.url !== OFFLINE).slice(0, -MOST[name]);
  await Promise.all(old.map((key) => cache.delete(key)));
}

/**
 * Keep a page as it can be shown alone: of the sizes of a picture, the one that every browser takes.
 * @param {string} url
 * @param {Response} answer
 */
async function putPage(url, answer) {
  if (!isKeepable(answer) || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const html = await answer.text();
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await put(PAGES, url, new Response(html.replace(/<source\b[^>]*>|\ssrcset="[^"]*"/g, ""), { headers }));
}

/** @param {string} url @param {Response} answer */
async function putFile(url, answer) {
  if (isKeepable(answer)) await put(FILES, url, answer);
}

/** Keep a page once, after what it uses: work that was broken off is taken up on another visit. */
async function keepPage(/** @type {string} */ url) {
  if (await (await caches.open(PAGES)).match(url)) return;
  const answer = await fetch(url);
  if (isKeepable(answer)) await keepUsed(url, answer.clone());
  await putPage(url, answer);
}

/**
 * Keep the styles, scripts and pictures of a page.
 * @param {string} url
 * @param {Response} [page] the copy where it is not given
 */
async function keepUsed(url, page) {
  page ??= await (await caches.open(PAGES)).match(url);
  const html = (await page?.text()) ?? "";
  const used = html.matchAll(/<(?:img|script)\b[^>]*\ssrc="([^"]+)"|<link rel="(?:stylesheet|icon)" href="([^"]+)"/g);
  const files = [...used].map(([, source, link]) => new URL((source ?? link).replaceAll("&amp;", "&"), url).href);
  await politely(files, keepFile);
}

/** Keep a file once; one that is used again counts as new. */
async function keepFile(/** @type {string} */ url) {
  if (new URL(url).origin !== location.origin) return;
  const kept = await (await caches.open(FILES)).match(url);
  if (kept) await put(FILES, url, kept);
  else await putFile(url, await fetch(url));
}

/**
 * Keep a page that is being read, its files, and the pages one step further.
 * @param {{ page: string, files: string[], links: string[] }} asked
 */
async function keepAround({ page: here, files, links }) {
  const pages = [here, ...links].filter(isKiosk).slice(0, MOST[PAGES] / 2);
  await politely(files.filter((url) => !isKiosk(url)), keepFile);
  await politely([here], keepUsed);
  await politely(pages, keepPage);
}

/**
 * Do `work` for each, a few at a time; what fails is tried again on another visit.
 * @param {string[]} all
 * @param {(one: string) => Promise<void>} work
 */
async function politely(all, work) {
  const waiting = [...all];
  const hand = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await work(one).catch(() => {});
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
}
