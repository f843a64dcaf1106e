// Records with the camera of this device. The recording goes into the uploader of the page like a
// chosen file, so that its limits hold; nothing is sent before "Use it" is pressed.

const COUNTDOWNS_S = [3, 5, 10], USUAL_COUNTDOWN_S = 5;
const LENGTHS_S = [20, 30, 60], USUAL_LENGTH_S = 30;
const BITS_PER_SECOND = 5_000_000;
// In order of how many browsers play them; each records the first that it can write.
const KINDS = ["video/webm;codecs=vp8", "video/webm", "video/mp4"];
const ENDINGS = { "video/webm": "webm", "video/mp4": "mp4" };
const IN_SIGHT = ["ready", "counting", "recording", "reviewing"];
const TICK_HZ = 660, START_HZ = 990, STOP_HZ = 440;

const TROUBLE = {
  insecure: "Browsers allow the camera only on pages opened over HTTPS, or on the computer itself (localhost). "
    + "Ask whoever runs this server for its HTTPS address, or record with your camera app and choose the file.",
  unable: "This browser cannot record video. Use a current Chrome, Edge, Firefox or Safari, or record with "
    + "your camera app and choose the file.",
  refused: "The camera was refused. Press the camera or lock sign beside the address, allow the camera for this "
    + "page, and try again. Where the whole device refuses it, its privacy settings have a switch for the browser.",
  missing: "No camera was found. Plug one in or switch it on, and try again.",
  busy: "The camera is there but does not start: another program or tab is using it. Close that, and try again.",
  gone: "The camera was disconnected. Plug it in again, and try again.",
  lost: "The camera was disconnected. What had been recorded until then is kept.",
  nothing: "Nothing was recorded. Try again, a little longer.",
  page: "The recording could not be handed to the page. Save it with the button below, and choose it as a file.",
};

const CAUSES = {
  NotAllowedError: "refused", SecurityError: "refused", PermissionDeniedError: "refused",
  NotFoundError: "missing", DevicesNotFoundError: "missing", OverconstrainedError: "missing",
  NotReadableError: "busy", AbortError: "busy", TrackStartError: "busy",
};

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (key in made && typeof value !== "string") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function button(label, onclick, look = "") {
  return element("button", { type: "button", class: look, onclick }, label);
}

function choice(label, values, chosen, name) {
  const select = element("select", { "aria-label": label });
  values.forEach((value) => {
    select.append(element("option", { value: String(value), selected: value === chosen }, name(value)));
  });
  return { field: element("label", {}, element("span", {}, label), select), select };
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function fileOf(blob) {
  const kind = blob.type.split(";")[0];
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const name = `recording ${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
  return new File([blob], `${name}.${ENDINGS[kind] || "webm"}`, { type: kind });
}

class Recorder {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.stream = null;
    this.recording = null;
    this.timers = [];
    this.chunks = [];
    this.preview = null;
    this.sound = null;
    this.lengths = LENGTHS_S.filter((length) => length <= data.longest);
    if (!this.lengths.length) this.lengths = [Math.floor(data.longest)];
    this.build();
    this.rest();
  }

  build() {
    this.video = element("video", { class: "view", playsInline: true, muted: true, autoplay: true });
    this.big = element("div", { class: "big", "aria-hidden": "true" });
    this.light = element("div", { class: "light", role: "timer" });
    this.stage = element("div", { class: "stage" }, this.video, this.big, this.light);
    this.camera = choice("Camera", [], null, String);
    const usual = this.lengths.includes(USUAL_LENGTH_S) ? USUAL_LENGTH_S : this.lengths[0];
    this.countdown = choice("Countdown", COUNTDOWNS_S, USUAL_COUNTDOWN_S, (s) => `${s} s`);
    this.length = choice("Stop after", this.lengths, usual, (s) => `${s} s`);
    this.tones = element("input", { type: "checkbox", checked: true });
    const tones = element("label", { class: "tick" }, this.tones, element("span", {}, "Tones"));
    this.options = element("div", { class: "options" },
      this.camera.field, this.countdown.field, this.length.field, tones);
    this.camera.select.addEventListener("change", () => this.open(this.camera.select.value));
    this.status = element("p", { class: "status", role: "status", "aria-live": "polite" });
    this.actions = element("div", { class: "actions" });
    this.root.replaceChildren(this.stage, this.status, this.options, this.actions);
  }

  show(state, words, ...buttons) {
    this.root.dataset.state = state;
    this.status.textContent = words;
    // The pressed button is replaced: the next one takes the focus, for those without a mouse.
    const pressed = this.actions.contains(this.actions.getRootNode().activeElement);
    const focus = pressed || (this.focusNext && document.activeElement === document.body);
    this.actions.replaceChildren(...buttons);
    this.focusNext = focus && !buttons.length;
    if (focus && buttons.length) buttons[0].focus({ preventScroll: true });
    // The picture and its numerals must be visible from afar, wherever the pressed button was.
    if (IN_SIGHT.includes(state)) this.root.scrollIntoView({ block: "nearest" });
  }

  rest() {
    this.show("resting", "Lean the phone or laptop against something, two to four metres away, side-on. "
      + "Nothing leaves this device before you choose to use the recording.",
      button("Turn the camera on", () => this.open(), "main"));
  }

  fail(cause) {
    this.close();
    this.show("trouble", TROUBLE[cause], button("Try again", () => this.open(), "main"));
  }

  async open(camera) {
    this.close();
    if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) return this.fail("insecure");
    if (!window.MediaRecorder) return this.fail("unable");
    this.show("opening", "Waiting for the camera. Your browser may ask whether this page may use it.");
    const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    if (camera) video.deviceId = { exact: camera };
    const asked = (this.asked = {});
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      if (this.asked === asked) this.fail(CAUSES[error.name] || "busy");
      return;
    }
    // The page may have moved on while the visitor was being asked.
    if (this.asked !== asked) return stream.getTracks().forEach((track) => track.stop());
    this.stream = stream;
    const [track] = this.stream.getVideoTracks();
    track.addEventListener("ended", () => this.lost());
    const settings = track.getSettings();
    this.video.srcObject = this.stream;
    this.video.controls = false;
    this.video.classList.toggle("mirrored", settings.facingMode !== "environment");
    this.video.setAttribute("aria-label", "What the camera sees");
    this.video.play().catch(() => {});
    await this.list(settings.deviceId);
    if (this.stream !== stream) return;
    this.ready("Step back until your whole body is in the picture, side-on.");
  }

  async list(current) {
    // Browsers give the names of cameras only once one of them is allowed.
    const devices = await navigator.mediaDevices.enumerateDevices();
    const cameras = devices.filter((device) => device.kind === "videoinput");
    this.camera.select.replaceChildren(...cameras.map(({ deviceId, label }, row) => element(
      "option", { value: deviceId, selected: deviceId === current }, label || `Camera ${row + 1}`)));
    this.camera.field.hidden = cameras.length < 2;
  }

  ready(words) {
    this.show("ready", words,
      button("Record", () => this.count(), "main"),
      button("Turn the camera off", () => { this.close(); this.rest(); }));
  }

  count() {
    // Sound is allowed only after a press, so it is prepared here.
    if (this.tones.checked) this.sound ||= new AudioContext();
    let left = Number(this.countdown.select.value);
    const step = () => {
      if (left === 0) return this.record();
      this.big.textContent = String(left);
      this.tone(TICK_HZ, 0.09);
      left -= 1;
      this.timers.push(setTimeout(step, 1000));
    };
    this.show("counting", `Recording starts in ${left} seconds. Get into place.`,
      button("Cancel", () => { this.halt(); this.ready("Not recorded."); }, "main"));
    step();
  }

  record() {
    this.halt();
    this.tone(START_HZ, 0.35);
    const longest = Number(this.length.select.value);
    const kind = KINDS.find((type) => MediaRecorder.isTypeSupported(type));
    this.chunks = [];
    try {
      this.recording = new MediaRecorder(this.stream, { mimeType: kind, videoBitsPerSecond: BITS_PER_SECOND });
    } catch {
      return this.fail("unable");
    }
    this.recording.addEventListener("dataavailable", (event) => this.chunks.push(event.data));
    this.recording.addEventListener("stop", () => this.review());
    this.recording.start(1000);
    const begun = performance.now();
    const update = () => {
      const seconds = (performance.now() - begun) / 1000;
      this.light.textContent = `${clock(seconds)} / ${clock(longest)}`;
      if (seconds >= longest) this.stop();
    };
    update();
    this.timers.push(setInterval(update, 100));
    this.show("recording", "Recording.", button("Stop", () => this.stop(), "main"));
  }

  stop() {
    this.halt();
    this.tone(STOP_HZ, 0.35);
    if (this.recording?.state !== "inactive") this.recording?.stop();
  }

  lost() {
    this.halt();
    // A recording ends by itself with its camera, and is then reviewed.
    this.wasLost = true;
    if (this.root.dataset.state !== "recording") this.fail("gone");
  }

  review() {
    if (!this.root.isConnected) return;
    const blob = new Blob(this.chunks, { type: this.recording.mimeType || "video/webm" });
    const wasLost = this.wasLost;
    this.close();
    if (!blob.size) return this.fail("nothing");
    this.preview = URL.createObjectURL(blob);
    this.video.srcObject = null;
    this.video.src = this.preview;
    this.video.controls = true;
    this.video.classList.remove("mirrored");
    this.video.setAttribute("aria-label", "Your recording");
    this.learnLength();
    const file = fileOf(blob);
    this.show("reviewing", wasLost ? TROUBLE.lost : "Is the whole movement in it, and your whole body?",
      button("Use it", () => this.use(file), "main"),
      button("Record again", () => this.open()));
  }

  // The length of a recording is known only after seeking to its end.
  learnLength() {
    const video = this.video;
    const back = () => { video.removeEventListener("durationchange", back); video.currentTime = 0; };
    video.addEventListener("loadedmetadata", () => {
      if (Number.isFinite(video.duration)) return;
      video.addEventListener("durationchange", back);
      video.currentTime = 1e9;
    }, { once: true });
  }

  use(file) {
    const input = document.querySelector(this.data.uploader);
    const again = button("Record again", () => this.open());
    if (!input) {
      const save = element("a", { href: this.preview, download: file.name, class: "main" }, "Save the recording");
      return this.show("trouble-kept", TROUBLE.page, save, again);
    }
    const carrier = new DataTransfer();
    carrier.items.add(file);
    input.files = carrier.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    this.show("used", "Taken as your clip. Go on below.", again);
  }

  tone(frequency, seconds) {
    if (!this.sound || !this.tones.checked) return;
    const source = this.sound.createOscillator(), volume = this.sound.createGain();
    const now = this.sound.currentTime;
    source.frequency.value = frequency;
    volume.gain.setValueAtTime(0.25, now);
    volume.gain.exponentialRampToValueAtTime(0.001, now + seconds);
    source.connect(volume).connect(this.sound.destination);
    source.start(now);
    source.stop(now + seconds);
  }

  halt() {
    this.timers.forEach((timer) => { clearTimeout(timer); clearInterval(timer); });
    this.timers = [];
    this.big.textContent = "";
  }

  // Releases the camera and the recording.
  close() {
    this.asked = null;
    this.wasLost = false;
    this.halt();
    this.light.textContent = "";
    const stream = this.stream;
    this.stream = null;
    if (stream) stream.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
    if (this.preview) URL.revokeObjectURL(this.preview);
    this.preview = null;
    this.video.removeAttribute("src");
  }
}

const recorders = new WeakMap();

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".recorder");
  // The page is redrawn during a recording, which must not lose the camera.
  if (!recorders.has(root)) recorders.set(root, new Recorder(root, data));
  return () => setTimeout(() => {
    if (root.isConnected) return;
    recorders.get(root)?.close();
    recorders.get(root)?.sound?.close();
    recorders.delete(root);
  }, 0);
}
