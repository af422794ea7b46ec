// The loading bay: net weights as they are typed, several weighings, lines that did not come.
(() => {
  "use strict";
  const bay = document.querySelector("[data-receiving]");
  if (!bay) return;
  const TOLERANCE = 1.03; // a hint; the server judges by the site's own figure

  function weigh(line) {
    const rows = [...line.querySelectorAll("[data-weighing]")];
    const pairs = rows.map((row) => [
      Number(row.querySelector("[data-gross]").value || 0),
      Number(row.querySelector("[data-tare]").value || 0),
    ]);
    const place = line.querySelector("[data-net]");
    const net = pairs.reduce((sum, [gross, tare]) => sum + gross - tare, 0);
    const words = place.dataset;
    if (!pairs.some(([gross]) => gross)) return place.replaceChildren();
    const wrong = pairs.some(([gross, tare]) => tare > gross) ? words.wordTare
      : net > line.dataset.open * TOLERANCE ? words.wordOver
      : net < line.dataset.open / TOLERANCE ? words.wordShort : "";
    place.textContent = `${words.wordNet} ${Number(net.toFixed(3))} ${line.dataset.unit}${wrong ? ` · ${wrong}` : ""}`;
    place.className = `mb-2 ${wrong ? "text-danger" : "text-success"}`;
  }

  function weighAgain(line) {
    const list = line.querySelector("[data-weighings]");
    const first = list.querySelector("[data-weighing]");
    const row = first.cloneNode(true);
    const n = list.querySelectorAll("[data-weighing]").length;
    row.querySelectorAll("input").forEach((field) => {
      field.name = field.name.replace(/weighings\.\d+/, `weighings.${n}`);
      field.value = "";
      field.required = false;
    });
    row.querySelector("[data-weigh-again]").hidden = true;
    list.append(row);
    return row;
  }

  function came(line) {
    const box = line.querySelector("[data-came]");
    const goods = line.querySelector("[data-goods]");
    goods.hidden = !box.checked;
    goods.querySelectorAll("input, select").forEach((field) => { field.disabled = !box.checked; });
  }

  // What goes back whole needs no temperature and no dates.
  function needed(line) {
    const accepted = line.querySelector("[data-accepted]").value;
    const isSentBack = accepted !== "" && Number(accepted) === 0;
    line.querySelectorAll("[data-needed]").forEach((field) => { field.required = !isSentBack; });
  }

  bay.addEventListener("input", (event) => {
    const line = event.target.closest("[data-line]");
    if (event.target.matches("[data-accepted]")) needed(line);
    if (line && event.target.closest("[data-weighing]")) weigh(line);
  });

  bay.addEventListener("change", (event) => {
    if (event.target.matches("[data-came]")) came(event.target.closest("[data-line]"));
    if (event.target.matches("[data-witness]")) { // the same two stay for the morning
      bay.querySelectorAll("[data-witness]").forEach((field) => { if (!field.value) field.value = event.target.value; });
    }
  });

  bay.addEventListener("click", (event) => {
    if (event.target.closest("[data-weigh-again]")) {
      weighAgain(event.target.closest("[data-line]")).querySelector("[data-gross]").focus();
    }
  });

  const formOf = (write) => [...bay.querySelectorAll("form[data-offline]")]
    .find((form) => new URL(form.action).pathname === write.url);

  // Kept on the phone: the form is put away until the server answers.
  bay.addEventListener("jieyue:queued", (event) => {
    const order = event.target.closest("[data-order]");
    order.open = false;
    order.querySelector("summary").classList.add("opacity-50");
  });

  document.addEventListener("jieyue:sent", (event) => {
    const { write, answer } = event.detail;
    if (!/\/orders\/[^/]+\/receipts$/.test(write.url) || !answer?.number) return;
    const order = formOf(write)?.closest("[data-order]");
    if (order) location.reload();
  });

  document.addEventListener("jieyue:refused", (event) => {
    formOf(event.detail.write)?.closest("[data-order]").querySelector("summary").classList.remove("opacity-50");
    document.querySelector("[data-offline-badge]")?.click();
  });

  // Correcting what was refused: more weighings than the page has at first, and a fresh count.
  document.addEventListener("jieyue:edit", (event) => {
    const { write } = event.detail;
    const form = formOf(write);
    if (!form) return;
    form.closest("[data-order]").open = true;
    form.elements.seen_receipts.value = form.dataset.seen;
    for (const { name, value } of write.fields ?? []) {
      if (!/\.weighings\.[1-9]\d*\./.test(name) || value === "") continue;
      const line = form.elements[name.replace(/weighings\.\d+/, "weighings.0")].closest("[data-line]");
      while (!form.elements[name]) weighAgain(line);
      form.elements[name].value = value;
    }
    form.querySelectorAll("[data-line]").forEach((line) => { came(line); weigh(line); needed(line); });
  });
})();
