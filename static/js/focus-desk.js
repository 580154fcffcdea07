// @ts-check
/**
 * What stays in view when a picture is cropped is set on the picture: by a click, or by the arrow keys.
 *
 * Two numbers of the form hold it, per cent from the left and from the top; without this they are typed.
 */

const [x, y] = ["focal_x", "focal_y"].map((name) => /** @type {HTMLInputElement | null} */ (document.getElementById(`id_${name}`)));
const picture = /** @type {HTMLImageElement | null} */ (document.querySelector(".field-preview .thumbnail"));

if (x && y && picture) {
  const words = JSON.parse(x.dataset.focus ?? "{}");
  const frame = document.createElement("div");
  const point = document.createElement("button");
  const live = document.createElement("p");
  frame.className = "focus-frame";
  point.className = "focus-point";
  point.type = "button";
  point.setAttribute("aria-label", words.label);
  point.title = words.label;
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  picture.before(frame);
  frame.append(picture, point, live);

  const held = (/** @type {number} */ value) => Math.min(Math.max(Math.round(value), 0), 100);
  const show = () => {
    point.style.insetInlineStart = `${held(Number(x.value))}%`;
    point.style.insetBlockStart = `${held(Number(y.value))}%`;
  };
  const set = (/** @type {number} */ left, /** @type {number} */ top) => {
    [x.value, y.value] = [String(held(left)), String(held(top))];
    show();
    live.textContent = words.said.replace("{x}", x.value).replace("{y}", y.value);
  };
  picture.addEventListener("click", (event) => {
    const { left, top, width, height } = picture.getBoundingClientRect();
    set((100 * (event.clientX - left)) / width, (100 * (event.clientY - top)) / height);
  });
  point.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    set(Number(x.value) + step[0] * far, Number(y.value) + step[1] * far);
  });
  for (const field of [x, y]) field.addEventListener("input", show);
  show();
}
