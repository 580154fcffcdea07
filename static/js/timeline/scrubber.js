// @ts-check
/**
 * All years at the thumb: how much there is, drawn small along the edge, and a needle that is dragged.
 *
 * The control is the browser's own slider, so that keys, screen readers and switches work it. A finger
 * takes the drawing instead, because a slider cannot be touched everywhere on every phone.
 */

const SVG = "http://www.w3.org/2000/svg";
const STILL = 600; // milliseconds without a key: the year is meant
const KEYS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 10, PageUp: -10 };

/** @typedef {{ starts: string[], lanes: { all: number[] } }} Overview the density of everything; `starts` have an end */

/** The day `text` in years: 1957-07-01 is 1957.5. */
function inYears(/** @type {string} */ text) {
  const [year, month, day] = text.split("-").map(Number);
  return year + (month - 1) / 12 + (day - 1) / 372;
}

/** The outline of the density, `high` years high and 1 wide, from the edge inwards. */
function outline(/** @type {Overview} */ { starts, lanes }, /** @type {number} */ first) {
  const most = Math.max(...lanes.all, 1e-9);
  const steps = lanes.all.map((amount, index) => {
    const wide = Math.sqrt(amount / most);
    return `H${(1 - wide).toFixed(3)}V${(inYears(starts[index + 1]) - first).toFixed(2)}`;
  });
  return `M1 ${(inYears(starts[0]) - first).toFixed(2)}${steps.join("")}H1Z`;
}

/** @param {string} name @param {Element} parent @param {Record<string, string>} [attributes] */
function draw(name, parent, attributes = {}) {
  const shape = parent.appendChild(document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  return shape;
}

export class Scrubber {
  #settled = 0;
  #held = false;

  /**
   * @param {Overview} overview
   * @param {string} label
   * @param {(year: number) => void} seek is told each year on the way
   * @param {(year: number, isMeant: boolean) => void} arrive is told where it stopped; meant by Enter
   */
  constructor(overview, label, seek, arrive) {
    this.seek = seek;
    this.arrive = arrive;
    const last = inYears(overview.starts.at(-1) ?? "");
    this.first = Math.floor(inYears(overview.starts[0]));
    this.last = Math.ceil(last) - 1;
    this.high = this.last - this.first + 1;
    this.element = document.createElement("div");
    this.element.className = "scrubber";
    const svg = draw("svg", this.element, {
      class: "scrubber__drawing",
      viewBox: `0 0 1 ${this.high}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    const d = outline(overview, this.first);
    draw("path", svg, { d });
    this.reach = draw("svg", svg, { class: "scrubber__reach", width: "1", preserveAspectRatio: "none" });
    draw("path", this.reach, { d });
    this.at = this.element.appendChild(document.createElement("div"));
    Object.assign(this.at, { className: "scrubber__at", ariaHidden: "true" });
    this.needle = this.#label("scrubber__needle");
    this.bubble = this.#label("scrubber__bubble numeral");
    this.input = this.#slider(label);
    this.element.addEventListener("pointerdown", (down) => this.#hold(down));
  }

  #label(/** @type {string} */ name) {
    const label = this.at.appendChild(document.createElement("span"));
    label.className = name;
    return label;
  }

  #slider(/** @type {string} */ label) {
    const input = this.element.appendChild(document.createElement("input"));
    Object.assign(input, { type: "range", min: this.first, max: this.last, className: "scrubber__input" });
    input.ariaLabel = label;
    input.ariaOrientation = "vertical";
    input.addEventListener("focus", () => this.onfocus?.());
    input.addEventListener("input", () => this.#turn(input.valueAsNumber));
    input.addEventListener("keydown", (event) => {
      const step = KEYS[/** @type {keyof KEYS} */ (event.key)];
      if (event.key === "Enter") this.#stop(true);
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#turn(input.valueAsNumber + step);
    });
    return input;
  }

  /** @type {(() => void) | undefined} */
  onfocus;

  /** A year chosen by keys or by a screen reader: there at once where it is on the page, else when it is meant. */
  #turn(/** @type {number} */ year) {
    this.show(year);
    this.seek(this.input.valueAsNumber);
    clearTimeout(this.#settled);
    this.#settled = setTimeout(() => this.#stop(false), STILL);
  }

  #stop(/** @type {boolean} */ isMeant) {
    clearTimeout(this.#settled);
    this.#settled = 0;
    this.arrive(this.input.valueAsNumber, isMeant);
  }

  /** A finger on the drawing. It stands still until it is let go. */
  #hold(/** @type {PointerEvent} */ down) {
    if (!down.isPrimary || down.button) return;
    down.preventDefault();
    const before = this.input.valueAsNumber;
    const { top, height } = this.element.getBoundingClientRect();
    const follow = (/** @type {PointerEvent} */ event) => {
      this.show(this.first + Math.floor(((event.clientY - top) / height) * this.high));
      this.seek(this.input.valueAsNumber);
    };
    const release = (/** @type {PointerEvent} */ event) => {
      this.element.removeEventListener("pointermove", follow);
      for (const end of ["pointerup", "pointercancel"])
        this.element.removeEventListener(end, /** @type {EventListener} */ (release));
      this.#held = false;
      this.element.classList.remove("scrubber--held");
      if (event.type === "pointercancel") this.show(before);
      this.#stop(false);
    };
    this.#held = true;
    this.element.classList.add("scrubber--held");
    this.element.setPointerCapture(down.pointerId);
    this.element.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"])
      this.element.addEventListener(end, /** @type {EventListener} */ (release));
    follow(down);
  }

  /** Whether a hand or a key is at it: then it leads, and does not follow. */
  get leads() {
    return this.#held || this.#settled > 0;
  }

  /** Whether there is no room for it where the window stands. */
  get isAway() {
    return this.element.classList.contains("scrubber--away");
  }

  /** Stand at `year`. */
  show(/** @type {number} */ year) {
    this.input.valueAsNumber = Math.min(Math.max(year, this.first), this.last);
    const text = String(this.input.valueAsNumber);
    if (this.needle.textContent === text) return;
    this.input.ariaValueText = this.needle.textContent = this.bubble.textContent = text;
    this.element.style.setProperty("--at", `${((Number(text) + 0.5 - this.first) / this.high) * 100}%`);
  }

  /** Mark the years that are on the page. */
  mark(/** @type {number} */ first, /** @type {number} */ last) {
    const [top, high] = [first - this.first, Math.max(last + 1 - first, 0)];
    this.reach.setAttribute("viewBox", `0 ${top} 1 ${high}`);
    this.reach.setAttribute("y", String(top));
    this.reach.setAttribute("height", String(high));
  }

  /** Stand beside `list`: away before it has come as far, and above its end. */
  place(/** @type {HTMLElement} */ list) {
    if (this.#held) return;
    const { top, bottom } = list.getBoundingClientRect();
    const { offsetTop, offsetHeight } = this.element;
    const lift = Math.min(0, bottom - offsetTop - offsetHeight);
    this.element.classList.toggle("scrubber--away", top > offsetTop + lift);
    this.element.style.setProperty("--lift", `${Math.round(lift)}px`);
  }

  stop() {
    clearTimeout(this.#settled);
    this.element.remove();
  }
}
