// Speaks announcements, plays a tone at each phase, and shows the latest words.
// The page passes the latest announcements repeatedly; each number is used once.

const LATEST_S = 3;
const PITCH_HZ = { outward: 392, homeward: 587 };
const TONE_S = 0.12;
const states = new WeakMap();

// Kept on the window, because the page may recreate this element while a sentence is spoken.
function shared() {
  window.formcheckVoice ??= { feed: "", last: 0, speaker: new Speaker(), tones: new Tones() };
  return window.formcheckVoice;
}

function remembered(name) {
  try { return localStorage.getItem(`formcheck-${name}`) !== "off"; } catch { return true; }
}
function remember(name, on) {
  try { localStorage.setItem(`formcheck-${name}`, on ? "on" : "off"); } catch { /* private window */ }
}

// Other voices would send the words to a service on the internet.
function localVoice() {
  const voices = window.speechSynthesis ? speechSynthesis.getVoices() : [];
  if (!voices.length) return { known: false, voice: null };
  const own = voices.filter((voice) => voice.localService);
  const english = own.filter((voice) => voice.lang.toLowerCase().startsWith("en"));
  return { known: true, voice: english.find((voice) => voice.default) || english[0] || null };
}

class Speaker {
  constructor() { this.queue = []; this.busy = false; this.guard = 0; this.turn = 0; }

  say(text, urgent, bornMs) {
    if (!window.speechSynthesis) return;
    if (urgent) this.hush();
    this.queue.push({ text, bornMs });
    this.next();
  }

  hush() {
    this.queue = [];
    this.turn += 1;
    this.busy = false;
    clearTimeout(this.guard);
    if (window.speechSynthesis) speechSynthesis.cancel();
  }

  next() {
    if (this.busy) return;
    const item = this.queue.shift();
    if (!item) return;
    if (performance.now() - item.bornMs > LATEST_S * 1000) { this.next(); return; }
    const { known, voice } = localVoice();
    if (known && !voice) return;
    const words = new SpeechSynthesisUtterance(item.text);
    words.lang = voice ? voice.lang : "en-US";
    if (voice) words.voice = voice;
    words.rate = 1.1;
    this.busy = true;
    const turn = ++this.turn;
    const over = () => {
      if (turn !== this.turn || !this.busy) return;
      clearTimeout(this.guard);
      this.busy = false;
      this.next();
    };
    words.onend = over;
    words.onerror = over;
    // Some browsers never fire the end event.
    this.guard = setTimeout(over, 1500 + 90 * item.text.length);
    speechSynthesis.speak(words);
  }
}

class Tones {
  constructor() { this.context = null; }

  wake() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!this.context && Context) this.context = new Context();
    if (this.context && this.context.state === "suspended") this.context.resume().catch(() => {});
  }

  sound(part) {
    if (!PITCH_HZ[part]) return;
    this.wake();
    if (!this.context || this.context.state !== "running") return;
    const now = this.context.currentTime;
    const tone = this.context.createOscillator(), gain = this.context.createGain();
    tone.frequency.value = PITCH_HZ[part];
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(0.08, now + 0.015);
    gain.gain.linearRampToValueAtTime(0, now + TONE_S);
    tone.connect(gain).connect(this.context.destination);
    tone.start(now);
    tone.stop(now + TONE_S);
  }
}

function switchButton(button, name, changed) {
  const show = (on) => button.setAttribute("aria-checked", String(on));
  show(remembered(name));
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-checked") !== "true";
    show(on);
    remember(name, on);
    changed(on);
  });
  return () => button.getAttribute("aria-checked") === "true";
}

function begin(root) {
  const { speaker, tones } = shared();
  const part = (name) => root.querySelector(`.${name}`);
  const state = { words: part("words"), note: part("note") };
  state.voiceOn = switchButton(part("voice"), "voice", (on) => { if (!on) speaker.hush(); });
  state.tonesOn = switchButton(part("tones"), "tones", (on) => { if (on) tones.wake(); });
  part("try").addEventListener("click", () => {
    tones.wake();
    if (state.tonesOn()) { tones.sound("outward"); setTimeout(() => tones.sound("homeward"), 250); }
    speaker.hush();
    if (state.voiceOn()) speaker.say("This is how I sound.", true, performance.now());
    note(state);
  });
  note(state);
  if (window.speechSynthesis) speechSynthesis.addEventListener("voiceschanged", () => note(state));
  return state;
}

function note(state) {
  const { known, voice } = localVoice();
  let text = "";
  if (!window.speechSynthesis) text = "This browser cannot speak. What is said is written here.";
  else if (known && !voice) text = "This computer has no English voice. What is said is written here.";
  if (state.note.textContent !== text) state.note.textContent = text;
}

function show(state, text, kind) {
  state.words.textContent = text;
  state.words.dataset.kind = kind;
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".coach");
  if (!states.has(root)) states.set(root, begin(root));
  const state = states.get(root), spoken = shared();
  if (spoken.feed !== data.feed) { spoken.feed = data.feed; spoken.last = 0; }
  root.classList.toggle("running", data.running);
  if (!state.words.textContent) show(state, data.idle, "guide");
  for (const item of data.announcements) {
    if (item.number <= spoken.last) continue;
    spoken.last = item.number;
    const late = item.age > LATEST_S;
    if (item.kind === "phase") {
      if (!late && state.tonesOn()) spoken.tones.sound(item.text);
      continue;
    }
    show(state, item.text, item.kind);
    if (!late && state.voiceOn()) {
      const interrupts = item.urgent || item.kind === "summary";
      spoken.speaker.say(item.text, interrupts, performance.now() - item.age * 1000);
    }
  }
}
