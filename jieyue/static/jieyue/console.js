// The guard's screen: how old what it shows is, keys for letting pass and refusing, a short tone.
// The reasons stand in a dialog of their own, bound to whom the guard saw when it was opened, so
// that the next one who asks cannot slip into a decision that is half made.
(() => {
  "use strict";
  const screen = document.querySelector("[data-console]");
  const live = document.getElementById("live");
  if (!screen || !live) return;
  const words = screen.dataset;
  const dialog = document.querySelector("[data-console-dialog]");
  const emergency = document.querySelector("[data-console-emergency]");
  const STALE_MS = 8_000;
  const SOUND_KEY = "jieyue.console.sound";
  let seen = Date.now();
  let refused = grid()?.dataset.consoleRefused ?? "";
  let sound = null;

  function grid() {
    return live.querySelector("[data-console-at]");
  }

  function focus() {
    return live.querySelector("[data-focus]");
  }

  // How old it is

  function drawAge() {
    const age = Date.now() - seen;
    const isStale = age > STALE_MS;
    const said = words.age.replace("{seconds}", String(Math.round(age / 1000)));
    const state = screen.querySelector("[data-console-state]");
    state.classList.toggle("is-stale", isStale);
    state.querySelector("[data-console-age]").textContent = isStale ? `${words.stale} ${said}` : words.fresh;
    const dot = state.querySelector("[data-console-dot]");
    dot.classList.toggle("bg-red", isStale);
    dot.classList.toggle("bg-green", !isStale);
    live.classList.toggle("is-stale", isStale);
  }

  window.setInterval(drawAge, 1_000);

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== live) return;
    const part = event.detail.xhr.responseText.includes("data-console-at");
    if (!part) {
      event.detail.shouldSwap = false; // the log-in ended: its page is no part of this screen
      if (event.detail.xhr.status === 200) window.location.reload();
    }
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== live) return;
    seen = Date.now();
    drawAge();
    const now = grid()?.dataset.consoleRefused ?? "";
    if (now && now !== refused) beep();
    refused = now;
  });

  // A short tone when somebody is refused, if the guard wants it

  function drawSound() {
    const button = document.querySelector("[data-console-sound]");
    if (!button) return;
    const isOn = localStorage.getItem(SOUND_KEY) === "on";
    button.setAttribute("aria-pressed", String(isOn));
    const icon = button.querySelector("[data-console-sound-icon]");
    icon.className = isOn ? "ti ti-volume" : "ti ti-volume-off";
  }

  function beep() {
    if (localStorage.getItem(SOUND_KEY) !== "on") return;
    sound = sound ?? new AudioContext();
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = 660;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.18);
  }

  // Letting pass and refusing

  function show(name, isShown) {
    dialog.querySelectorAll(`[${name}]`).forEach((element) => { element.hidden = !isShown; });
  }

  function ask({ gate, gateName, who, about = "", meant = "", outcome = "allow", wanted = "open", direction = "in" }) {
    if (!dialog || !gate || dialog.open) return;
    const form = dialog.querySelector("form");
    form.reset();
    const values = { gate_id: gate, about, meant_id: meant, outcome, wanted, direction };
    Object.entries(values).forEach(([name, value]) => { form.elements[name].value = value; });
    dialog.querySelector("[data-dialog-who]").textContent = who;
    dialog.querySelector("[data-dialog-gate]").textContent = gateName;
    show("data-dialog-allow", outcome === "allow" && wanted === "open");
    show("data-dialog-hold", wanted === "hold");
    show("data-dialog-release", wanted === "release");
    show("data-dialog-deny", outcome === "deny");
    dialog.querySelectorAll("[data-dialog-reasons]").forEach((list) => {
      list.hidden = list.dataset.dialogReasons !== outcome;
    });
    dialog.showModal();
    dialog.querySelector("[data-dialog-reasons]:not([hidden]) .btn").focus();
  }

  function askAbout(outcome, { meant = "", who = "" } = {}) {
    const card = focus()?.dataset;
    if (!card?.focusMay) return;
    ask({
      gate: card.focusGate,
      gateName: card.focusGateName,
      who: who || card.focusWho,
      about: card.focus,
      meant,
      outcome,
      direction: card.focusDirection,
    });
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button");
    if (!target) return;
    if (target.matches("[data-answer]")) askAbout(target.dataset.answer, { meant: target.dataset.meant, who: target.dataset.who });
    else if (target.matches("[data-open]")) {
      ask({ gate: target.dataset.open, gateName: target.dataset.openName, who: "", wanted: target.dataset.wanted || "open" });
    } else if (target.matches("[data-open-emergency]")) emergency?.showModal();
    else if (target.matches("[data-dialog-close]")) target.closest("dialog").close();
    else if (target.matches("[data-console-sound]")) {
      const isOn = localStorage.getItem(SOUND_KEY) === "on";
      localStorage.setItem(SOUND_KEY, isOn ? "off" : "on");
      drawSound();
      if (!isOn) beep();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const typing = event.target.closest("input:not([type=hidden]), textarea, select");
    if (typing) return;
    if (dialog?.open) {
      const button = dialog.querySelector(`[data-dialog-reasons]:not([hidden]) [data-key="${CSS.escape(event.key)}"]`);
      if (button) {
        event.preventDefault();
        press(button);
      }
      return;
    }
    if (emergency?.open) return;
    const key = event.key.toLowerCase();
    if (key === "a" && focus()?.dataset.focusMay) askAbout("allow");
    else if (key === "a") live.querySelector("[data-open]:not([data-wanted])")?.click();
    else if (key === "d") askAbout("deny");
    else return;
    event.preventDefault();
  });

  // "Something else" needs words before it is sent.
  function press(button) {
    const note = dialog.querySelector("[name=note]");
    if (button.value === "other" && !note.value.trim()) note.focus();
    else button.click();
  }

  dialog?.addEventListener("submit", (event) => {
    const note = dialog.querySelector("[name=note]");
    if (event.submitter?.value === "other" && !note.value.trim()) {
      event.preventDefault();
      note.focus();
    }
  });

  drawSound();
  drawAge();
})();
