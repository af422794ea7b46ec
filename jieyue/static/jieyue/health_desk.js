// The guard's desk for temperatures: says at once who may pass, with network or without, by the
// limit of the order; the server's word follows when the measurement has been sent.
(() => {
  "use strict";
  const desk = document.querySelector("[data-health-desk]");
  if (!desk) return;
  const words = desk.dataset;
  const place = desk.querySelector("[data-health-told]");
  const first = desk.querySelector("[data-health-first]");
  const STYLES = { clear: "alert-success", again: "alert-warning", fever: "alert-danger" };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

  function tell(id, verdict, text) {
    const told = document.createElement("div");
    told.className = `alert ${STYLES[verdict]}`;
    told.dataset.healthWrite = id;
    told.textContent = text;
    place.querySelector(`[data-health-write="${id}"]`)?.remove();
    place.prepend(told);
    told.scrollIntoView({ block: "center" });
  }

  // Who rests, and the latest: as the server has them now, unless somebody is typing there.
  async function refresh() {
    const response = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!response?.ok) return;
    const now = new DOMParser().parseFromString(await response.text(), "text/html");
    desk.querySelectorAll("[data-health-live]").forEach((part) => {
      const fresh = now.querySelector(`[data-health-live="${part.dataset.healthLive}"]`);
      if (fresh && !part.contains(document.activeElement)) part.replaceWith(fresh);
    });
  }

  document.addEventListener("jieyue:queued", (event) => {
    const { write } = event.detail;
    const isFirst = event.target === first;
    if (!isFirst && !("healthAgain" in event.target.dataset)) return;
    const isHigh = Number(write.body.celsius) >= Number(words.fever);
    const verdict = !isHigh ? "clear" : isFirst ? "again" : "fever";
    const name = isFirst ? write.body.name || write.body.number : event.target.dataset.healthAgain;
    const text = fill(words[`word${verdict[0].toUpperCase()}${verdict.slice(1)}`], { name, celsius: write.body.celsius });
    if (!place.querySelector(`[data-health-sent="${write.client_id}"]`)) tell(write.client_id, verdict, `${text} · ${words.wordWaiting}`);
  });

  document.addEventListener("jieyue:sent", (event) => {
    const { write, answer } = event.detail;
    if (!write.url.includes("/health/temperatures") || !answer) return;
    tell(write.client_id, answer.verdict, answer.said);
    place.firstElementChild.dataset.healthSent = write.client_id;
    refresh();
  });

  document.addEventListener("jieyue:refused", (event) => {
    place.querySelector(`[data-health-write="${event.detail.write.client_id}"]`)?.remove();
  });

  function either() {
    const isEmpty = !first.elements.number.value.trim() && !first.elements.name.value.trim();
    first.elements.number.setCustomValidity(isEmpty ? words.wordEither : "");
  }

  if (!first) return;
  first.addEventListener("input", either);
  first.addEventListener("reset", () => window.setTimeout(either, 0));
  either();
})();
