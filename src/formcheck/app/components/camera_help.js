// Shows why the camera does not work and what helps, before and after the start button is pressed.

const CHECK_EVERY_MS = 1000;

const WORDS = {
  insecure: ["The browser gives this page no camera",
    "Pages get the camera only by HTTPS, or as localhost on the computer that serves them. Open " +
    "the page by its https:// address; whoever runs the server finds how in docs/live.md."],
  old: ["This browser gives pages no camera", "Use a current Firefox, Chrome, Edge or Safari."],
  denied: ["The camera is not allowed for this page",
    "Press the camera or lock sign beside the address bar, allow the camera for this page, and " +
    "press Start again. On a phone also look into the settings of the system: Privacy, Camera."],
  missing: ["No camera was found",
    "Plug one in or switch it on, then press Start again. You can also film yourself with a phone " +
    "and use Check a clip."],
  busy: ["The camera is busy",
    "Another program or tab uses it: a call, a recorder, a second tab with this page. Close it, " +
    "then press Start again."],
  slow: ["The connection takes long",
    "The picture does not find its way to the server. In another network it may need a TURN " +
    "server; whoever runs the server finds how in docs/live.md."],
};

// The iframe of streamlit-webrtc shows the browser's name for the error.
const SIGNS = [
  ["NotAllowedError", "denied"], ["Permission denied", "denied"], ["SecurityError", "denied"],
  ["NotReadableError", "busy"], ["AbortError", "busy"], ["Could not start video source", "busy"],
  ["NotFoundError", "missing"], ["OverconstrainedError", "missing"], ["device not found", "missing"],
  ["taking longer", "slow"],
];

function shownError(frame) {
  try {
    const alerts = frame.contentDocument.querySelectorAll('[role="alert"]');
    const text = [...alerts].map((alert) => alert.textContent).join(" ");
    const found = SIGNS.find(([sign]) => text.includes(sign));
    return found ? found[1] : null;
  } catch { return null; }
}

async function problem() {
  if (!window.isSecureContext) return "insecure";
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return "old";
  const frame = document.querySelector('iframe[title*="webrtc"]');
  const error = frame ? shownError(frame) : null;
  if (error) return error;
  try {
    const state = (await navigator.permissions.query({ name: "camera" })).state;
    if (state === "denied") return "denied";
  } catch { /* not every browser has this query */ }
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => null);
  if (devices && !devices.some((device) => device.kind === "videoinput")) return "missing";
  return null;
}

export default function ({ parentElement }) {
  const root = parentElement.querySelector(".camera-help");
  let shown = null, waiting = 0, over = false;
  const check = async () => {
    const name = await problem();
    if (over) return;
    if (name !== shown) {
      shown = name;
      root.hidden = name === null;
      const [title, text] = name === null ? ["", ""] : WORDS[name];
      root.querySelector("strong").textContent = title;
      root.querySelector("span").textContent = text;
    }
    waiting = setTimeout(check, CHECK_EVERY_MS);
  };
  check();
  return () => { over = true; clearTimeout(waiting); };
}
