// @ts-check
/**
 * Dragging, pinching and wheels. A plain wheel and a finger that goes up or down scroll the page, as
 * everywhere: nobody is caught here.
 */

const SLACK = 4; // pixels before a press is a drag
const RESTED = 60; // milliseconds after which a hand was still when it let go
const FINGERS_TOLD = 8; // milliseconds in which each finger has said where it is

/**
 * @param {HTMLElement} area
 * @param {import("./view.js").View} view
 * @param {() => number} widthOf
 * @param {AbortSignal} signal
 */
export function gestures(area, view, widthOf, signal) {
  /** @type {Map<number, { x: number, y: number }>} */
  const fingers = new Map();
  let start = 0;
  let isDrag = false;
  let wasMoving = false; // when it was pressed
  let velocity = 0;
  let last = { x: 0, time: 0 };
  let pinched = { apart: 0, growth: 0, at: 0.5, time: 0 };
  let wheeled = 0;

  const at = (/** @type {number} */ clientX) => (clientX - area.getBoundingClientRect().left) / widthOf();
  const spread = () => {
    const [one, two] = [...fingers.values()];
    return { middle: (one.x + two.x) / 2, apart: Math.max(Math.abs(one.x - two.x), 12) };
  };

  area.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      const moved = view.stop();
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (fingers.size === 1) {
        start = event.clientX;
        isDrag = false;
        wasMoving = moved;
        velocity = 0;
        last = { x: event.clientX, time: event.timeStamp };
      }
      pinched = { ...pinched, apart: fingers.size === 2 ? spread().apart : 0, growth: 0, time: event.timeStamp };
    },
    { signal },
  );

  area.addEventListener(
    "pointermove",
    (event) => {
      const finger = fingers.get(event.pointerId);
      if (!finger) return;
      if (!event.buttons) return up(event); // let go where nobody saw it
      const before = fingers.size === 2 ? spread() : null;
      const moved = event.clientX - finger.x;
      if (fingers.size === 1 && !isDrag) {
        if (Math.abs(event.clientX - start) < SLACK) return;
        isDrag = true;
        area.setPointerCapture(event.pointerId);
        area.classList.add("is-dragged");
      }
      finger.x = event.clientX;
      finger.y = event.clientY;
      if (before) {
        isDrag = true;
        const now = spread();
        const days = ((before.middle - now.middle) / widthOf()) * view.span;
        const [from, to] = view.zoomed(before.apart / now.apart, at(now.middle));
        view.set(from + days, to + days);
        const time = event.timeStamp - pinched.time;
        if (time >= FINGERS_TOLD) pinched = { apart: now.apart, growth: Math.log(pinched.apart / now.apart) / time, at: at(now.middle), time: event.timeStamp };
      } else {
        const days = (-moved / widthOf()) * view.span;
        const time = Math.max(event.timeStamp - last.time, 1);
        velocity = 0.7 * ((-(event.clientX - last.x) / widthOf()) * view.span) / time + 0.3 * velocity;
        last = { x: event.clientX, time: event.timeStamp };
        view.set(view.from + days, view.to + days);
      }
    },
    { signal },
  );

  const up = (/** @type {PointerEvent} */ event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size) {
      last = { x: [...fingers.values()][0].x, time: event.timeStamp };
      return;
    }
    area.classList.remove("is-dragged");
    const since = event.type === "pointerup" ? event.timeStamp - RESTED : Infinity;
    if (isDrag) view.coast(last.time < since ? 0 : velocity, pinched.time < since ? 0 : pinched.growth, pinched.at);
    else if (wasMoving) view.settled(false);
  };
  addEventListener("pointerup", up, { signal });
  addEventListener("pointercancel", up, { signal });

  // A drag that began on an entry does not open it; a key does.
  area.addEventListener(
    "click",
    (event) => {
      if (!isDrag || !event.detail) return;
      isDrag = false;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal, capture: true },
  );
  area.addEventListener("dragstart", (event) => event.preventDefault(), { signal });

  const rest = () => {
    clearTimeout(wheeled);
    wheeled = setTimeout(view.settled, 160, false);
  };
  signal.addEventListener("abort", () => clearTimeout(wheeled));

  area.addEventListener(
    "wheel",
    (event) => {
      const isZoom = event.ctrlKey || event.metaKey;
      const isSide = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY) * 1.5;
      if (!isZoom && !isSide) return;
      const [from, to] = [view.from, view.to];
      view.stop();
      const lines = event.deltaMode === 1 ? 16 : 1;
      if (isZoom) {
        view.set(...view.zoomed(Math.exp(event.deltaY * lines * 0.004), at(event.clientX)));
      } else {
        const days = (((event.deltaX || event.deltaY) * lines) / widthOf()) * view.span;
        view.set(view.from + days, view.to + days);
      }
      if (isZoom || from !== view.from || to !== view.to) event.preventDefault(); // at the end of time it is the page's
      rest();
    },
    { signal, passive: false },
  );

  // What a trackpad pinches, Safari says in events of its own.
  let scale = 1;
  const pinch = (/** @type {any} */ event) => {
    event.preventDefault();
    if (fingers.size) return; // they have moved it
    view.stop();
    view.set(...view.zoomed(event.type === "gesturestart" ? 1 : scale / event.scale, at(event.clientX)));
    scale = event.scale;
    rest();
  };
  for (const name of ["gesturestart", "gesturechange"]) area.addEventListener(name, pinch, { signal });
}
