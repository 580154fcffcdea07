// @ts-check
/** What is seen: a range of days within what there is, moved at once or in a short glide. */

const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Whether motion is unwelcome: the system says so, or the visitor has chosen it here. */
export const isCalm = () => calm.matches || document.documentElement.dataset.motion === "reduced";

export const SHORTEST = 6; // days
const GLIDE = 260; // milliseconds
const SLOWEST = 1e-5; // parts of the range a millisecond

export class View {
  from = 0;
  to = 1;
  #frame = 0;

  /**
   * @param {(zoomed: boolean) => void} moved called for each picture
   * @param {(isJump: boolean) => void} settled called when it stands again; a jump is a step that Back returns from
   */
  constructor(moved, settled) {
    this.moved = moved;
    this.settled = settled;
    this.least = 0;
    this.most = 1;
    this.whole = /** @type {[number, number]} */ ([0, 1]);
    this.isJumping = false;
  }

  /**
   * Say how far there is anything; what was asked for can be seen although there is nothing.
   * @param {[number, number]} extent @param {[number, number]} [asked]
   */
  bound([first, last], asked = [first, last]) {
    const air = Math.max((last - first) * 0.02, 20);
    this.whole = /** @type {[number, number]} */ ([first - air, last + air]);
    [this.least, this.most] = [Math.min(this.whole[0], asked[0]), Math.max(this.whole[1], asked[1])];
  }

  get span() {
    return this.to - this.from;
  }

  get isWhole() {
    return Math.abs(this.from - this.whole[0]) < 1 && Math.abs(this.to - this.whole[1]) < 1;
  }

  /** The same range, no shorter than a few days and within what there is. @param {number} from @param {number} to */
  held(from, to) {
    const middle = (from + to) / 2;
    const span = Math.min(Math.max(to - from, SHORTEST), this.most - this.least);
    const start = Math.min(Math.max(middle - span / 2, this.least), this.most - span);
    return /** @type {[number, number]} */ ([start, start + span]);
  }

  /** @param {number} from @param {number} to */
  set(from, to) {
    const [start, end] = this.held(from, to);
    const zoomed = Math.abs(end - start - this.span) > this.span * 1e-6;
    [this.from, this.to] = [start, end];
    this.moved(zoomed);
  }

  /** @returns {boolean} whether it moved */
  stop() {
    const wasMoving = this.#frame > 0;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.isJumping = false;
    return wasMoving;
  }

  /** Go there, and say so when it stands. @param {number} from @param {number} to @param {boolean} [isJump] */
  go(from, to, isJump = true) {
    this.stop();
    const [start, end] = this.held(from, to);
    const [wasFrom, wasTo] = [this.from, this.to];
    if (isCalm()) {
      this.set(start, end);
      this.settled(isJump);
      return;
    }
    const began = performance.now();
    this.isJumping = isJump;
    const step = (/** @type {number} */ now) => {
      const part = Math.min((now - began) / GLIDE, 1);
      const eased = 1 - (1 - part) ** 3;
      this.set(wasFrom + (start - wasFrom) * eased, wasTo + (end - wasTo) * eased);
      if (part < 1) {
        this.#frame = requestAnimationFrame(step);
      } else {
        this.stop();
        this.settled(isJump);
      }
    };
    this.#frame = requestAnimationFrame(step);
  }

  /** @param {number} factor below 1: nearer @param {number} at the part of the range that stays where it is */
  zoomed(factor, at = 0.5) {
    const span = Math.min(Math.max(this.span * factor, SHORTEST), this.most - this.least);
    const day = this.from + this.span * at;
    return /** @type {[number, number]} */ ([day - span * at, day + span * (1 - at)]);
  }

  /**
   * Go on as it was moved, running out.
   * @param {number} velocity days a millisecond @param {number} [growth] of the range, its logarithm a millisecond
   * @param {number} [at] the part of the range that stays where it is
   */
  coast(velocity, growth = 0, at = 0.5) {
    this.stop();
    const isMoving = () => Math.abs(velocity) > this.span * SLOWEST || Math.abs(growth) > SLOWEST;
    if (isCalm() || !isMoving()) {
      this.settled(false);
      return;
    }
    let last = performance.now();
    const step = (/** @type {number} */ now) => {
      const before = [this.from, this.to];
      const [from, to] = this.zoomed(Math.exp(growth * (now - last)), at);
      this.set(from + velocity * (now - last), to + velocity * (now - last));
      velocity *= 0.994 ** (now - last);
      growth *= 0.99 ** (now - last);
      last = now;
      if (isMoving() && (this.from !== before[0] || this.to !== before[1])) this.#frame = requestAnimationFrame(step);
      else {
        this.stop();
        this.settled(false);
      }
    };
    this.#frame = requestAnimationFrame(step);
  }
}
