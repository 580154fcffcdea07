// @ts-check
/**
 * The circular rails as a working diagram: slider, keys, the trolley itself or scrolling turn the camera,
 * and the frame shows what the lens meets.
 *
 * Without this module, and on paper, the plan and the plates stand still beside each other.
 */

const TURN = 360;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Whether motion is unwelcome: the system says so, or the visitor has chosen it here. */
const isCalm = () => calm.matches || document.documentElement.dataset.motion === "reduced";
const SVG = "http://www.w3.org/2000/svg";

/** @param {HTMLElement} diagram a figure that holds the plan, the plates and the slider */
function setInMotion(diagram) {
  const controls = /** @type {HTMLElement} */ (diagram.querySelector(".rails__turn"));
  const slider = /** @type {HTMLInputElement} */ (controls.querySelector("input"));
  const now = /** @type {HTMLElement} */ (controls.querySelector(".rails__now"));
  const plan = /** @type {SVGSVGElement} */ (diagram.querySelector(".rails__plan svg"));
  const trolley = /** @type {SVGGElement} */ (plan.querySelector(".trolley"));
  const strip = /** @type {HTMLElement} */ (diagram.querySelector(".lens__strip"));
  const turns = (controls.dataset.turns ?? "").split("|");
  const views = [...strip.querySelectorAll(".lens__word")].map((word) => word.textContent ?? "");
  const smear = swish(strip);
  let shown = 0;
  let taken = false;
  let frame = 0;

  /* The panorama closes into a ring: the first plate once more after the last. */
  const again = /** @type {HTMLElement} */ (strip.firstElementChild?.cloneNode(true));
  again.classList.add("lens__plate--again");
  again.ariaHidden = "true";
  strip.append(again);

  /** Show the camera at `degrees`, with the blur of the way that it has come. */
  function show(/** @type {number} */ degrees) {
    smear(isCalm() ? 0 : Math.abs(degrees - shown), degrees / TURN);
    shown = degrees;
    trolley.setAttribute("transform", `rotate(${degrees.toFixed(1)})`);
    diagram.style.setProperty("--turn", (degrees / TURN).toFixed(4));
  }

  /** Say in words where the camera will stand: "a quarter turn: birches". */
  function say() {
    const degrees = slider.valueAsNumber;
    const turn = turns[Math.round((degrees / TURN) * (turns.length - 1))];
    const view = views[Math.round((degrees / TURN) * views.length) % views.length];
    slider.ariaValueText = now.textContent = `${turn}: ${view}`;
  }

  /** Follow the slider, gently where motion is welcome. */
  function follow() {
    const left = slider.valueAsNumber - shown;
    const arrived = isCalm() || Math.abs(left) < 0.3;
    show(arrived ? slider.valueAsNumber : shown + left * 0.18);
    if (arrived) smear(0, shown / TURN);
    frame = arrived ? 0 : requestAnimationFrame(follow);
  }

  function turnTo(/** @type {number} */ degrees) {
    slider.valueAsNumber = degrees;
    say();
    frame ||= requestAnimationFrame(follow);
  }

  /* Taken in hand even by Home where it stands at the start; past the end of a turn begins the next. */
  slider.addEventListener("keydown", (event) => {
    taken = true;
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key] ?? 0;
    const next = slider.valueAsNumber + step * Number(slider.step);
    if (!step || (next >= 0 && next <= TURN)) return;
    event.preventDefault();
    shown -= step * TURN;
    turnTo(wrap(next));
  });
  slider.addEventListener("input", () => {
    taken = true;
    turnTo(slider.valueAsNumber);
  });

  /* The trolley under a finger: the angle that the hand has gone round Boris, added up. */
  trolley.addEventListener("pointerdown", (down) => {
    if (!down.isPrimary || down.button) return;
    down.preventDefault();
    taken = true;
    trolley.setPointerCapture(down.pointerId);
    let last = angle(plan, down);
    let degrees = slider.valueAsNumber;
    const drag = (/** @type {PointerEvent} */ event) => {
      const at = angle(plan, event);
      degrees = wrap(degrees + ((at - last + 540) % TURN) - 180);
      last = at;
      if (Math.abs(degrees - shown) > 180) shown += degrees > shown ? TURN : -TURN;
      turnTo(degrees);
    };
    trolley.addEventListener("pointermove", drag);
    trolley.addEventListener("lostpointercapture", () => trolley.removeEventListener("pointermove", drag), {
      once: true,
    });
  });

  /* Scrolling past turns it once round, until a visitor takes it in hand. */
  function pass() {
    if (taken || isCalm()) return;
    const box = diagram.getBoundingClientRect();
    const way = innerHeight * 0.25 + box.height * 0.5;
    const gone = (innerHeight * 0.75 - box.top) / way / 1.5;
    turnTo(Math.min(1, Math.max(0, gone)) * TURN);
  }
  new IntersectionObserver((changes) => {
    removeEventListener("scroll", pass);
    if (!changes.at(-1)?.isIntersecting) return;
    addEventListener("scroll", pass, { passive: true });
    pass();
  }).observe(diagram);

  controls.hidden = false;
  diagram.classList.add("diagram--turning");
  say();
}

/** @returns {number} the degrees, clockwise, at which the pointer stands round the plan's centre */
function angle(/** @type {SVGSVGElement} */ plan, /** @type {PointerEvent} */ event) {
  const box = plan.getBoundingClientRect();
  const x = event.clientX - box.x - box.width / 2;
  const y = event.clientY - box.y - box.height / 2;
  return (Math.atan2(y, x) * 180) / Math.PI;
}

/** @returns {number} `degrees` within one turn */
function wrap(/** @type {number} */ degrees) {
  return (degrees + TURN) % TURN;
}

/**
 * A blur along the horizon only, as a lens in motion draws it: of the strip, so that its frame stays sharp.
 * @param {HTMLElement} strip four plates, of which the frame shows the one at `turn`
 * @returns {(degrees: number, turn: number) => void} blurs for that many degrees in one frame; 0 makes it sharp
 */
function swish(strip) {
  const id = `swish-${document.querySelectorAll("filter").length}`;
  const svg = document.createElementNS(SVG, "svg");
  const filter = svg.appendChild(document.createElementNS(SVG, "filter"));
  const blur = filter.appendChild(document.createElementNS(SVG, "feGaussianBlur"));
  svg.classList.add("visually-hidden");
  svg.setAttribute("aria-hidden", "true");
  filter.id = id;
  filter.setAttribute("width", "0.45");
  strip.after(svg);
  return (degrees, turn) => {
    const sharp = degrees < 0.8;
    blur.setAttribute("stdDeviation", `${Math.min(24, degrees * 2.5).toFixed(1)} 0`);
    filter.setAttribute("x", (turn * 0.75 - 0.1).toFixed(4)); // the frame's quarter, and beside it what the blur reaches
    strip.style.setProperty("filter", sharp ? "none" : `url(#${id})`);
  };
}

for (const diagram of document.querySelectorAll(".diagram--rails")) {
  setInMotion(/** @type {HTMLElement} */ (diagram));
}
