// Plays two videos of the page in step, by the segments that the server sends: pairs of spans of the
// two videos on a common clock, which are interpolated here.

const SPEEDS = [[0.25, "\u00bc"], [0.5, "\u00bd"], [1, "1"]];
// Browsers do not play slower or faster; then the video is moved by seeking.
const SLOWEST = 0.0625, FASTEST = 16;
// A video that is further off is moved by seeking; a smaller tolerance would stutter.
const TOLERANCE_S = 0.08;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function between(span, share) {
  return span[0] + (span[1] - span[0]) * share;
}

class InStep {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.total = data.segments.at(-1).end_s;
    this.now = 0;
    this.playing = false;
    this.speed = 1;
    this.starts = data.segments.filter((segment, row) => (
      row === 0 || segment.repetition !== data.segments[row - 1].repetition)).map((segment) => segment.start_s);
    this.build();
    this.wait();
  }

  build() {
    this.words = element("div", { class: "words", role: "status", "aria-live": "polite" });
    this.slider = element("input", {
      type: "range", min: "0", max: String(this.total), step: "0.01", "aria-label": "Position in both videos",
    });
    this.slider.value = "0";
    this.slider.addEventListener("input", () => { this.pause(); this.go(Number(this.slider.value)); });
    this.toggle = element("button", { type: "button", class: "main", onclick: () => this.press() });
    const step = (label, by) => element("button", { type: "button", onclick: () => this.jump(by) }, label);
    const several = this.starts.length > 1;
    const speeds = SPEEDS.map(([speed, sign]) => {
      const button = element("button", {
        type: "button", class: "speed", "aria-label": `Speed ${speed}`, "aria-pressed": String(speed === 1),
        onclick: () => this.pace(speed),
      }, `${sign}\u00d7`);
      button.dataset.speed = String(speed);
      return button;
    });
    this.speeds = speeds;
    this.root.replaceChildren(
      this.words, this.slider,
      element("div", { class: "row" },
        this.toggle,
        ...(several ? [step("Previous repetition", -1), step("Next repetition", 1)] : []),
        element("div", { class: "speeds", role: "group", "aria-label": "Speed" }, ...speeds)),
    );
    this.sign();
  }

  // The page adds the videos later than this element, and may replace them.
  wait() {
    this.videos = this.data.videos.map((selector) => document.querySelector(selector));
    if (!this.videos.every((video) => video && video.readyState >= 1)) {
      this.waiting = setTimeout(() => this.wait(), 200);
      return;
    }
    this.videos.forEach((video) => {
      video.controls = false;
      video.muted = true;
      video.pause();
    });
    this.root.dataset.ready = "true";
    this.go(this.now);
  }

  segment(now) {
    const { segments } = this.data;
    return segments.find((segment) => now < segment.end_s) || segments.at(-1);
  }

  // Where each video is at a moment of the common clock, and how fast it has to run there.
  targets(now) {
    const segment = this.segment(now);
    const length = segment.end_s - segment.start_s;
    const share = Math.min(Math.max((now - segment.start_s) / length, 0), 1);
    return [segment.left, segment.right].map((span) => ({
      at: between(span, share), rate: ((span[1] - span[0]) / length) * this.speed,
    }));
  }

  go(now) {
    this.now = Math.min(Math.max(now, 0), this.total);
    this.targets(this.now).forEach(({ at }, side) => {
      const video = this.videos[side];
      if (video && Math.abs(video.currentTime - at) > 0.005) video.currentTime = at;
    });
    this.describe();
  }

  press() {
    if (this.playing) return this.pause();
    if (this.root.dataset.ready !== "true") return;
    if (this.now >= this.total - 0.01) this.go(0);
    this.playing = true;
    this.sign();
    this.last = performance.now();
    this.frame = requestAnimationFrame((time) => this.tick(time));
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.videos.forEach((video) => video?.pause());
    this.sign();
  }

  tick(time) {
    if (!this.playing) return;
    // A page in the background gets no frames, and continues where it was.
    const passed = Math.min(Math.max((time - this.last) / 1000, 0), 0.25);
    this.last = time;
    this.now = Math.min(this.now + passed * this.speed, this.total);
    if (this.now >= this.total) {
      this.pause();
      return this.go(this.total);
    }
    this.targets(this.now).forEach((target, side) => this.keep(this.videos[side], target));
    this.describe();
    this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  keep(video, { at, rate }) {
    const runs = rate >= SLOWEST && rate <= FASTEST;
    const off = Math.abs(video.currentTime - at);
    if (!video.seeking && off > TOLERANCE_S * Math.max(1, rate)) video.currentTime = at;
    if (!runs) {
      if (!video.paused) video.pause();
      return;
    }
    if (Math.abs(video.playbackRate - rate) > 0.01) video.playbackRate = rate;
    if (video.paused) video.play().catch(() => {});
  }

  jump(by) {
    const here = this.starts.findLastIndex((start) => start <= this.now + 0.01);
    // "Previous" within a repetition goes to its own beginning first, as players do.
    const inside = by < 0 && this.now - this.starts[here] > 0.5;
    const row = Math.min(Math.max(inside ? here : here + by, 0), this.starts.length - 1);
    this.go(this.starts[row]);
  }

  pace(speed) {
    this.speed = speed;
    this.speeds.forEach((button) => (
      button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === speed))));
  }

  sign() {
    this.toggle.textContent = this.playing ? "Pause both" : "Play both";
  }

  describe() {
    const { label, phase } = this.segment(this.now);
    // A screen reader reads it only when it changes.
    const pair = phase ? `${label}: ${phase}` : label;
    if (this.words.textContent !== pair) this.words.textContent = pair;
    this.slider.value = String(this.now);
    const [left, right] = this.targets(this.now).map(({ at }) => `${at.toFixed(1)} s`);
    const [mine, theirs] = this.data.names;
    this.slider.setAttribute("aria-valuetext", `${pair}; ${mine} ${left}, ${theirs} ${right}`);
  }

  close() {
    clearTimeout(this.waiting);
    this.pause();
  }
}

const shown = new WeakMap();

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".in_step");
  const before = shown.get(root);
  const key = JSON.stringify(data);
  if (before?.key !== key) {
    before?.player.close();
    shown.set(root, { key, player: new InStep(root, data) });
  }
  return () => setTimeout(() => {
    if (!root.isConnected) shown.get(root)?.player.close();
  }, 0);
}
