// @ts-check
/**
 * Where the reader is: the chapter in view is marked in the contents and in the address, the
 * other language opens at the same place, and Shift with an arrow turns to the next chapter.
 */

const story = /** @type {HTMLElement} */ (document.querySelector(".story"));
const chapters = /** @type {HTMLElement[]} */ ([...story.querySelectorAll(".chapter[id]")]);
const LINE = 1 / 3; // the reading line, as a part of the window's height
const PLACE = "place";
const hasPopovers = "popover" in HTMLElement.prototype;
const STILL = 300; // milliseconds without scrolling: a turn has arrived

/** @type {HTMLElement | undefined} */
let current;

/** The timer of a turn under way: the chapters that it passes are not those that the reader chose. */
let turning = 0;

/** @param {string} id */
const linkTo = (id) => /** @type {HTMLElement | null} */ (story.querySelector(`.contents a[href="#${id}"]`));

/** The part at which the reader arrived, as long as its chapter is the one in view. */
function arrival() {
  const part = document.getElementById(location.hash.slice(1));
  return part?.matches(".part") && part.closest(".chapter") === current ? part : null;
}

/** The address names the open note, else where in the chapter in view; so do the links to other languages. */
function keepAddress() {
  const open = hasPopovers ? story.querySelector(".note:popover-open") : null;
  const { id } = open ?? arrival() ?? current ?? { id: "" };
  const hash = id ? `#${id}` : "";
  if (location.hash !== hash) history.replaceState(history.state, "", location.pathname + location.search + hash);
  for (const link of document.querySelectorAll('a[rel~="alternate"][hreflang]'))
    /** @type {HTMLAnchorElement} */ (link).hash = hash;
}

/** Mark `chapter` as the one in view; before the first there is none. */
function stand(/** @type {HTMLElement | undefined} */ chapter) {
  current = chapter;
  story.querySelector(".contents [aria-current]")?.removeAttribute("aria-current");
  const link = chapter && linkTo(chapter.id);
  link?.setAttribute("aria-current", "true");
  const number = /** @type {HTMLElement} */ (story.querySelector(".whereabouts__number"));
  const title = /** @type {HTMLElement} */ (story.querySelector(".whereabouts__title"));
  number.hidden = !chapter;
  number.textContent = chapter ? `${chapters.indexOf(chapter) + 1} / ${chapters.length}` : "";
  title.textContent = (link?.querySelector(".chapters__title") ?? story.querySelector("#contents-title"))?.textContent ?? "";
  keepAddress();
}

/** Turn to a chapter: in view, in the address, and spoken, since its heading has the focus. */
function turn(/** @type {number} */ step) {
  const before = current ? chapters.indexOf(current) : -1;
  const chapter = chapters[before + step];
  if (!chapter) return;
  stand(chapter);
  settle();
  chapter.scrollIntoView();
  /** @type {HTMLElement} */ (chapter.querySelector(".chapter__title")).focus({ preventScroll: true });
}

/** Wait until nothing scrolls, then look again where the reader is. */
function settle() {
  clearTimeout(turning);
  turning = setTimeout(() => {
    turning = 0;
    stand(atLine());
  }, STILL);
}

/** The chapter at the reading line: the last that has begun. */
function atLine() {
  return chapters.filter((chapter) => chapter.getBoundingClientRect().top <= innerHeight * LINE).at(-1);
}

/** Keep the part at the reading line, and how far it has been read, for a reload or the other language. */
function keepPlace() {
  const line = innerHeight * LINE;
  const parts = [...story.querySelectorAll(".part, .chapter__head")];
  const part = parts.find((each) => each.getBoundingClientRect().bottom > line);
  if (!part) return;
  const box = part.getBoundingClientRect();
  const id = part.id || part.parentElement?.id;
  const place = { story: story.dataset.story, id, read: (line - box.top) / (box.height || 1) };
  remember(scrollY > innerHeight / 2 ? JSON.stringify(place) : "");
}

/** The place is one visit's, not a cookie; a browser may refuse to keep it. */
function remember(/** @type {string} */ place) {
  try {
    sessionStorage.setItem(PLACE, place);
  } catch {
    /* The chapter in the address is kept all the same. */
  }
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE) || "null");
  } catch {
    return null;
  }
}

/** Whether this page is the one just left: reloaded, or the same story in another language. */
function isReturn() {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const twins = [...document.querySelectorAll('link[rel="alternate"][hreflang]')];
  const from = new URL(document.referrer || location.href);
  const isTwin = (/** @type {Element} */ twin) => new URL(/** @type {HTMLLinkElement} */ (twin).href).pathname === from.pathname;
  const cameFromTwin = from.origin === location.origin && from.pathname !== location.pathname && twins.some(isTwin);
  return visit?.type === "reload" || (visit?.type === "navigate" && cameFromTwin);
}

function findPlace() {
  const place = remembered();
  if (!place || place.story !== story.dataset.story || !isReturn() || location.hash.startsWith("#note-")) return;
  const found = document.getElementById(place.id);
  const part = found?.matches(".chapter") ? found.querySelector(".chapter__head") : found;
  if (!part) return;
  const box = part.getBoundingClientRect();
  scrollBy({ top: box.top + place.read * box.height - innerHeight * LINE, behavior: "instant" });
}

if (chapters.length) {
  const seen = new IntersectionObserver(
    () => {
      if (!turning) stand(atLine());
    },
    { rootMargin: `-${LINE * 100}% 0px -${(1 - LINE) * 100 - 0.1}% 0px` },
  );
  const watch = () => {
    findPlace();
    for (const chapter of chapters) seen.observe(chapter);
  };
  if (document.readyState === "complete") watch();
  else addEventListener("load", watch);
  addEventListener("pagehide", keepPlace);
  addEventListener("scroll", () => turning && settle(), { passive: true });
  story.addEventListener("toggle", keepAddress, true);
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const target = /** @type {HTMLElement} */ (event.target);
  if (!step || !event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
  if (target.closest("input, select, textarea, [contenteditable]") || !getSelection()?.isCollapsed) return;
  event.preventDefault();
  turn(step);
});

/* A chapter chosen in the contents is what the visitor wants to see: the sheet closes. */
const contents = /** @type {HTMLElement | null} */ (story.querySelector(".contents"));
contents?.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("a")) contents.hidePopover?.();
});

/* Who walks on by keyboard leaves the sheet: it may not lie over what has the focus. */
document.addEventListener("focusin", ({ target }) => {
  const focused = /** @type {Element} */ (target);
  if (!focused.closest(".contents, .whereabouts")) contents?.hidePopover?.();
});

/* Where the style sheet cannot tell how much has been read, or motion is unwelcome, the script does. */
const isDrawn = CSS.supports("animation-timeline: view()");
const line = /** @type {HTMLElement | null} */ (story.querySelector(".whereabouts__line"));

function measure() {
  if (!line || (isDrawn && document.documentElement.dataset.motion !== "reduced")) return;
  const box = /** @type {HTMLElement} */ (story.querySelector(".story__body")).getBoundingClientRect();
  const read = Math.min(1, Math.max(0, -box.top / (box.height - innerHeight)));
  line.style.scale = `${read} 1`;
}

/* A choice in the panel “Display” comes as a storage event. */
for (const change of ["load", "scroll", "storage"]) addEventListener(change, measure, { passive: true });
