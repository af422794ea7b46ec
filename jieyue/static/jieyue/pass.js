// The pass on the phone: the screen stays awake, and an old code says that it is old.
(() => {
  const card = document.querySelector("[data-pass]");
  if (!card) return;
  const OLD_MS = 60_000; // a code is good in its half minute and the two beside it
  const old = card.querySelector("[data-pass-old]");
  let madeAt = Date.now();

  async function stayAwake() {
    if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
    try {
      await navigator.wakeLock.request("screen");
    } catch {
      // the phone saves its battery; the hint to turn the screen up stands on the page
    }
  }

  document.addEventListener("visibilitychange", stayAwake);
  card.addEventListener("htmx:afterSwap", () => {
    madeAt = Date.now();
    old.hidden = true;
  });
  setInterval(() => {
    old.hidden = Date.now() - madeAt < OLD_MS;
  }, 5_000);
  stayAwake();
})();
