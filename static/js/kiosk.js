// @ts-check
/**
 * The wall screen comes back to its start when nobody has touched it for two minutes, and keeps its
 * pages for the hours without a network.
 *
 * Time is compared by the clock on the wall, not counted: a screen that slept returns when it wakes.
 */

const WORKER = "/kiosk-worker.js";
const RETURN = 120_000;
const QUESTION = 100_000;
const START = "kiosk-start";
const ON_TOP = CSS.supports("selector(:popover-open)") ? "dialog[open], :popover-open" : "dialog[open]";

const question = /** @type {HTMLDialogElement} */ (document.querySelector(".kiosk__question"));
const seconds = /** @type {HTMLElement} */ (question.querySelector(".kiosk__seconds"));
const startLink = /** @type {HTMLAnchorElement} */ (document.querySelector(".kiosk__start"));
let touchedAt = Date.now();

/* The page on which this screen was first opened is its start. */
const start = findStart();
startLink.href = start;

/** The address of this page; whole, since a path alone may read as another host's. */
function here() {
  return location.href.split("#")[0];
}

/** Where the browser keeps nothing, the start is where the link leads without this. */
function findStart() {
  try {
    const found = sessionStorage.getItem(START) ?? here();
    sessionStorage.setItem(START, found);
    return found;
  } catch {
    return startLink.href;
  }
}

/** Go back to the start, as it was for the first visitor: nothing chosen, nothing read. */
function startAgain() {
  try {
    localStorage.clear();
    sessionStorage.clear();
    sessionStorage.setItem(START, start);
  } catch {
    /* Then nothing was kept either. */
  }
  history.scrollRestoration = "manual";
  location.replace(start);
}

/** Whether a visitor has chosen how pages look. */
function hasChosen() {
  try {
    return localStorage.getItem("display") !== null;
  } catch {
    return false;
  }
}

/** Whether the screen already stands at its start, so that there is nothing to return from. */
function isAtStart() {
  return here() === start && scrollY < 8 && !hasChosen();
}

/** Close the notes, sheets and panels that lie on top of the page. */
function clear() {
  for (const open of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(ON_TOP))) {
    if (open instanceof HTMLDialogElement) open.close();
    else open.hidePopover();
  }
}

function look() {
  const idle = Date.now() - touchedAt;
  if (idle < QUESTION) return;
  if (isAtStart()) {
    touchedAt = Date.now();
    clear();
  } else if (idle >= RETURN) {
    startAgain();
  } else {
    seconds.textContent = String(Math.ceil((RETURN - idle) / 1000));
    if (!question.open) question.showModal();
  }
}

function touched() {
  if (Date.now() - touchedAt >= RETURN) look();
  touchedAt = Date.now();
  if (question.open) question.close();
}

for (const sign of ["pointerdown", "keydown", "wheel", "touchmove", "scroll", "input"]) {
  addEventListener(sign, touched, { capture: true, passive: true });
}
addEventListener("pointermove", ({ movementX, movementY }) => {
  if (movementX || movementY) touched();
});
for (const wake of ["visibilitychange", "pageshow", "focus"]) addEventListener(wake, look, true);
setInterval(look, 1000);

startLink.addEventListener("click", (event) => {
  event.preventDefault();
  startAgain();
});

/* A link that a script has made leads no further than those of the page. */
addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link === startLink) return;
  const address = new URL(link.href);
  if (address.origin !== location.origin) event.preventDefault();
  else if (!address.searchParams.has("kiosk")) link.search += `${link.search ? "&" : "?"}kiosk`;
});
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("dragstart", (event) => event.preventDefault());

/** Ask the worker to keep this page, what it uses, and the pages that it leads to. */
async function keep() {
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  const links = [...document.links].map(({ href }) => href.split("#")[0]);
  active?.postMessage({ page: here(), files: [...new Set(files)], links: [...new Set([start, ...links])] });
}

if ("serviceWorker" in navigator) {
  /** @type {any} */
  const policy = Reflect.get(globalThis, "trustedTypes")?.createPolicy("kiosk", { createScriptURL: () => WORKER });
  await navigator.serviceWorker.register(policy?.createScriptURL("") ?? WORKER, { scope: "/", updateViaCache: "none" });
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  ("requestIdleCallback" in window ? requestIdleCallback : setTimeout)(keep);
}

export {};
