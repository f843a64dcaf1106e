// Draws the driving signal with a band for each repetition, and a button for each below it.
// Pressing either moves the video of the page there; the video moves the playhead.

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 600, HEIGHT = 150, TOP = 20, BOTTOM = 6;

function svg(name, attributes, text) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function curvePath(curve, x) {
  const seen = curve.value.filter((value) => value !== null);
  if (!seen.length) return "";
  const low = Math.min(...seen), span = Math.max(Math.max(...seen) - low, 1);
  let path = "", pen = false;
  curve.value.forEach((value, row) => {
    if (value === null) { pen = false; return; }
    const y = HEIGHT - BOTTOM - ((value - low) / span) * (HEIGHT - TOP - BOTTOM - 8);
    path += `${pen ? "L" : "M"}${x(curve.time[row]).toFixed(1)} ${y.toFixed(1)}`;
    pen = true;
  });
  return path;
}

function draw(data, go) {
  const x = (seconds) => (WIDTH * seconds) / Math.max(data.duration, 0.1);
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", "aria-hidden": "true" });
  const bands = data.reps.map((rep) => {
    const band = svg("rect", {
      x: x(rep.start), y: 0, width: Math.max(x(rep.end) - x(rep.start), 2), height: HEIGHT, class: "band",
    });
    band.addEventListener("click", () => go(rep));
    chart.append(band);
    return band;
  });
  if (data.curve) chart.append(svg("path", { d: curvePath(data.curve, x), class: "curve" }));
  data.reps.forEach((rep) => {
    chart.append(svg("text", { x: x((rep.start + rep.end) / 2), y: 15, class: "number" }, rep.label));
  });
  const head = svg("line", { x1: 0, x2: 0, y1: 0, y2: HEIGHT, class: "head" });
  chart.append(head);
  return { chart, bands, head, x };
}

function button(rep, go) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "rep";
  const parts = { name: `Rep ${rep.label}`, sign: rep.sign, words: rep.words, time: `${rep.start.toFixed(1)} s` };
  for (const [name, text] of Object.entries(parts)) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    if (name === "sign") part.setAttribute("aria-hidden", "true");
    element.append(part);
  }
  element.setAttribute("aria-label", `Show repetition ${rep.label} in the video: ${rep.words}`);
  element.addEventListener("click", () => go(rep));
  return element;
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".timeline");
  let video = null, waiting = 0, chosen = null;
  root.replaceChildren();

  const findVideo = () => {
    const found = document.querySelector(data.video);
    if (found === video) return video;
    if (video) video.removeEventListener("timeupdate", follow);
    video = found;
    if (video) video.addEventListener("timeupdate", follow);
    return video;
  };
  const go = (rep) => {
    chosen = rep;
    if (findVideo()) { video.currentTime = rep.start; video.play().catch(() => {}); }
    mark(rep.start);
  };
  const { chart, bands, head, x } = draw(data, go);
  const buttons = data.reps.map((rep) => button(rep, go));

  function mark(now) {
    head.setAttribute("transform", `translate(${x(now).toFixed(1)} 0)`);
    data.reps.forEach((rep, row) => {
      const here = now >= rep.start && now < rep.end;
      bands[row].classList.toggle("here", here || (chosen === rep && now <= rep.start));
      if (here) buttons[row].setAttribute("aria-current", "true");
      else buttons[row].removeAttribute("aria-current");
    });
  }
  function follow() { mark(video.currentTime); }

  if (data.curve) {
    const caption = document.createElement("div");
    caption.className = "caption";
    caption.textContent = `${data.curve.label}, over time`;
    root.append(caption);
  }
  root.append(chart);
  const list = document.createElement("div");
  list.className = "reps";
  list.append(...buttons);
  root.append(list);

  // The page adds the video later than this element.
  const wait = () => { if (!findVideo()) waiting = setTimeout(wait, 200); };
  wait();
  return () => {
    clearTimeout(waiting);
    if (video) video.removeEventListener("timeupdate", follow);
  };
}
