// @ts-check
/**
 * A picture's own page by keyboard, mouse and touch: zoom in place, pan, previous, next, close.
 *
 * Without this module the same is done by links: `?zoom` gives the picture in full size, in a
 * region that scrolls. Panning is that scrolling here too, so arrow keys, wheels and fingers work.
 */

const lightbox = /** @type {HTMLElement} */ (document.querySelector(".lightbox"));
const stage = /** @type {HTMLElement} */ (lightbox.querySelector(".lightbox__stage"));
const picture = /** @type {HTMLImageElement} */ (stage.querySelector(".lightbox__picture"));
const percent = /** @type {HTMLElement} */ (lightbox.querySelector(".lightbox__percent"));
const full = Number(stage.dataset.width);

const STEP = 1.4;
const SWIPE = 60; // pixels
const SLIP = 12; // pixels that a tap may move
const DOUBLE = 320; // milliseconds
const ON_TOP = CSS.supports("selector(:popover-open)") ? "dialog[open], :popover-open" : "dialog[open]";

/** @typedef {{ x: number, y: number }} Point */

/** Pixels of the screen for one of the picture; 0 as long as it fits the window. */
let scale = lightbox.classList.contains("lightbox--zoomed") ? 1 : 0;

/** The scale at which it fits, as last seen; 0 where it was not seen in this window. */
let known = 0;

/** @returns {Point} */
function middle() {
  const box = stage.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

/** The scale at which the picture fits the window: measured where it does, reckoned on arrival by `?zoom`. */
function fitted() {
  const box = stage.getBoundingClientRect();
  if (!scale) known = picture.getBoundingClientRect().width / full;
  return known || Math.min(1, box.width / full, box.height / ((full * picture.height) / picture.width));
}

/** Bring the file with all pixels, once; the smaller one stays until it is there. */
function sharpen() {
  const address = stage.dataset.full;
  if (!address || picture.getAttribute("src") === address) return;
  const larger = new Image();
  larger.src = address;
  larger.decode().then(
    () => {
      for (const source of stage.querySelectorAll("source")) source.remove();
      picture.src = address;
    },
    () => {}, // the smaller one stays
  );
}

/**
 * Show the picture at `wanted`, with what lies under `point` kept there.
 * @param {number} wanted
 * @param {Point} point
 */
function zoom(wanted, point = middle()) {
  const least = fitted();
  if (wanted <= least * 1.01) return fit();
  const before = picture.getBoundingClientRect();
  const across = (point.x - before.left) / before.width;
  const down = (point.y - before.top) / before.height;
  scale = Math.min(wanted, 2);
  lightbox.classList.add("lightbox--zoomed");
  stage.tabIndex = 0;
  stage.setAttribute("role", "region");
  picture.style.inlineSize = `${full * scale}px`;
  const after = picture.getBoundingClientRect();
  stage.scrollLeft += after.left + across * after.width - point.x;
  stage.scrollTop += after.top + down * after.height - point.y;
  sharpen();
  say();
}

function fit() {
  scale = 0;
  lightbox.classList.remove("lightbox--zoomed");
  stage.removeAttribute("tabindex");
  stage.removeAttribute("role");
  picture.style.inlineSize = "";
  say();
}

function say() {
  percent.textContent = `${Math.round((scale || fitted()) * 100)} %`;
}

/** @param {string} relation */
function follow(relation) {
  const link = /** @type {HTMLAnchorElement | null} */ (lightbox.querySelector(`.lightbox__bar [rel="${relation}"]`));
  link?.click();
}

/** The close link leads where the visitor came from, if the picture hangs there. */
function rememberTheWay() {
  const close = /** @type {HTMLAnchorElement | null} */ (lightbox.querySelector('[rel="up"]'));
  const places = /** @type {NodeListOf<HTMLAnchorElement>} */ (lightbox.querySelectorAll(".lightbox__places a"));
  const came = [...places].find((place) => place.href.split("#")[0] === document.referrer.split("#")[0]);
  if (close && came) close.href = came.href;
}

/** @type {Record<string, () => void>} */
const KEYS = {
  "+": () => zoom((scale || fitted()) * STEP),
  "=": () => zoom((scale || fitted()) * STEP),
  "-": () => zoom((scale || fitted()) / STEP),
  0: fit,
  Escape: () => (scale ? fit() : follow("up")),
  ArrowLeft: () => scale || follow("prev"),
  ArrowRight: () => scale || follow("next"),
};

addEventListener("keydown", (event) => {
  const control = /** @type {Element} */ (event.target).closest?.("input, select, textarea, [popover]");
  if (control || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  if (document.querySelector(ON_TOP)) return; // the keys are for what lies on top of the page
  if (!(scale && event.key.startsWith("Arrow"))) event.preventDefault();
  KEYS[event.key]();
  if (scale && document.activeElement === document.body) takeKeys();
});

/** An enlarged picture takes the arrows, to be moved by them. */
function takeKeys() {
  stage.focus({ preventScroll: true });
}

lightbox.addEventListener("click", (event) => {
  const control = /** @type {Element} */ (event.target).closest("[data-zoom]");
  const way = control instanceof HTMLElement ? control.dataset.zoom : "";
  if (!way) return;
  event.preventDefault();
  if (way === "in") zoom((scale || fitted()) * STEP);
  if (way === "out") zoom((scale || fitted()) / STEP);
  if (way === "fit") fit();
  if (way === "full") scale === 1 ? fit() : zoom(1);
  if (scale && way === "full") takeKeys();
});

stage.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoom((scale || fitted()) * 2 ** (-event.deltaY / 200), { x: event.clientX, y: event.clientY });
}, { passive: false });

/* Mouse: a click enlarges at its place, a drag pans, a click goes back. */

/** @type {{ x: number, y: number, left: number, top: number, moved: boolean } | null} */
let hold = null;

stage.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "mouse" || event.button) return;
  hold = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, moved: false };
});

addEventListener("pointermove", (event) => {
  if (!hold || !scale) return;
  if (!(event.buttons & 1)) return letGo(); // the button was released outside the window
  const [right, down] = [event.clientX - hold.x, event.clientY - hold.y];
  hold.moved ||= Math.hypot(right, down) > SLIP / 2;
  if (!hold.moved) return;
  stage.dataset.held = "";
  stage.scrollTo({ left: hold.left - right, top: hold.top - down, behavior: "instant" });
});

function letGo() {
  hold = null;
  delete stage.dataset.held;
}

addEventListener("pointerup", () => setTimeout(letGo)); // after the click, which asks whether it was a drag
addEventListener("pointercancel", letGo);

stage.addEventListener("dragstart", (event) => event.preventDefault());

stage.addEventListener("click", (event) => {
  event.preventDefault();
  if (hold?.moved || /** @type {PointerEvent} */ (event).pointerType === "touch") return;
  const isKey = event.detail === 0;
  if (scale) fit();
  else zoom(1, isKey ? middle() : { x: event.clientX, y: event.clientY });
});

/* Touch: two fingers zoom, a double tap too, a swipe leads on; one finger scrolls by itself. */

/** @type {{ x: number, y: number, scale: number, spread: number } | null} */
let touch = null;
let lastTap = -Infinity; // the page itself begins at 0

/** @param {TouchList} touches @returns {Point & { spread: number }} */
function hand(touches) {
  const [first, second = first] = touches;
  return {
    x: (first.clientX + second.clientX) / 2,
    y: (first.clientY + second.clientY) / 2,
    spread: Math.hypot(first.clientX - second.clientX, first.clientY - second.clientY),
  };
}

stage.addEventListener("touchstart", (event) => {
  touch = { ...hand(event.touches), scale: scale || fitted() };
});

stage.addEventListener("touchmove", (event) => {
  if (!touch || event.touches.length < 2 || !touch.spread) return;
  event.preventDefault();
  const now = hand(event.touches);
  zoom((touch.scale * now.spread) / touch.spread, now);
}, { passive: false });

stage.addEventListener("touchend", (event) => {
  if (!touch || event.touches.length || touch.spread) return;
  const { clientX: x, clientY: y } = event.changedTouches[0];
  const [right, down] = [x - touch.x, y - touch.y];
  touch = null;
  if (Math.hypot(right, down) < SLIP) {
    const isDouble = event.timeStamp - lastTap < DOUBLE;
    lastTap = isDouble ? -Infinity : event.timeStamp;
    if (isDouble) scale ? fit() : zoom(1, { x, y });
  } else if (!scale && Math.abs(right) > SWIPE && Math.abs(right) > 2 * Math.abs(down)) {
    follow(right < 0 ? "next" : "prev");
  }
});

lightbox.querySelector(".lightbox__scale")?.removeAttribute("hidden");
rememberTheWay();
if (scale) zoom(scale);
else new ResizeObserver(say).observe(picture);
addEventListener("resize", () => {
  known = 0;
  say();
});
