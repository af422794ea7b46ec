// A meter reading round: the next stop, and whether a register can be right, without the network.
(() => {
  "use strict";
  const page = document.querySelector("[data-walk]");
  const source = document.getElementById("walk-stops");
  if (!page || !source) return;
  const known = JSON.parse(source.textContent);
  const stops = new Map(known.stops.map((stop) => [stop.number, stop]));
  const words = page.dataset;
  const card = page.querySelector("[data-walk-stop]");
  const KEPT = `walk:${location.pathname}`;
  const DAY_MS = 86400000;
  const LEAST_DAYS = 1 / 24; // two looks within an hour say nothing of a rate
  const SLIPS = [1, -1, 2, -2, 3, -3, 4, -4]; // decimal places
  let current = null;
  let isSure = false;

  const part = (name) => page.querySelector(`[data-walk-${name}]`);
  const say = (value, places = 2) => Number(value.toFixed(places)).toLocaleString("zh-CN", { maximumFractionDigits: places });

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) ?? {};
    } catch {
      return {};
    }
  }

  function keep(number, state) {
    const states = kept();
    if (state) states[number] = { state, at: Date.now() };
    else delete states[number];
    localStorage.setItem(KEPT, JSON.stringify(states));
  }

  function stateOf(stop) {
    return stop.state || kept()[stop.number]?.state || "";
  }

  function days(stop) {
    return Math.max((Date.now() - Date.parse(stop.last_at)) / DAY_MS, LEAST_DAYS);
  }

  // What may be wrong with a register: { level: "good" | "doubt" | "wrong", text }.
  function judge(stop, text) {
    const typed = Number(text);
    if (text === "" || !Number.isFinite(typed) || typed < 0) return { level: "wrong", text: "" };
    const isLong = stop.digits && typed >= 10 ** stop.digits;
    if (isLong && stop.last === null) return { level: "wrong", text: words.wordLong };
    if (stop.last === null) return { level: "good", text: words.wordFirst };
    const last = Number(stop.last);
    const passed = days(stop);
    const usual = stop.per_day === null ? null : Number(stop.per_day) * passed;
    const most = stop.most_per_day === null ? Infinity : Number(stop.most_per_day) * passed;
    const usualMost = usual === null ? most : Math.max(usual * Number(known.far_above), 10 ** -stop.decimals);
    const fits = (value) => value >= last && value - last <= Math.min(usualMost, most);
    const used = (amount) => `${words.wordUse} ${say(amount * Number(stop.multiplier))} ${stop.unit}`;
    if (typed < last) {
      const around = 10 ** stop.digits - last + typed;
      if (around <= Math.min(usualMost, most)) return { level: "doubt", text: `${words.wordOver} ${used(around)}` };
    }
    if (!fits(typed) && usual !== null) {
      const slip = SLIPS.map((places) => typed * 10 ** places).find(fits);
      if (slip !== undefined) return { level: isLong ? "wrong" : "doubt", text: `${words.wordSlip} ${say(slip, 3)}` };
    }
    if (isLong) return { level: "wrong", text: words.wordLong };
    if (typed < last) return { level: "doubt", text: words.wordBack };
    const step = typed - last;
    if (step > most) return { level: "doubt", text: `${words.wordMost} ${used(step)}` };
    if (step > usualMost) return { level: "doubt", text: `${words.wordFar} ${used(step)}` };
    if (step === 0 && usual) return { level: "good", text: words.wordStill };
    return { level: "good", text: `${words.wordGood} ${used(step)}` };
  }

  function told() {
    const field = part("register");
    const text = field.value.trim().replace(/[,，](?=\d{3}(\D|$))/g, "").replace(/[。，,]/, ".");
    const said = judge(stops.get(current), text);
    const place = part("said");
    place.textContent = said.text;
    place.className = `my-2 fs-3 ${{ good: "text-success", doubt: "text-danger fw-bold", wrong: "text-danger fw-bold" }[said.level]}`;
    return { ...said, value: text };
  }

  function label(isDoubted) {
    part("send").querySelector("span").textContent = isDoubted ? words.wordSure : words.wordSend;
    part("send").classList.toggle("btn-primary", !isDoubted);
    part("send").classList.toggle("btn-danger", isDoubted);
  }

  function choose(number, isAsked) {
    const stop = stops.get(number);
    if (!stop || !card) return;
    current = number;
    isSure = false;
    card.hidden = false;
    for (const name of ["number", "name", "place", "medium"]) part(name).textContent = stop[name];
    part("serial").textContent = stop.serial;
    part("unit").textContent = stop.register_unit ? `(${stop.register_unit})` : "";
    let last = words.wordFirst;
    if (stop.last !== null) {
      last = `${words.wordLast} ${say(Number(stop.last), 3)} (${stop.last_said})`;
      if (stop.per_day !== null) {
        const expected = Number(stop.last) + Number(stop.per_day) * days(stop);
        last += ` · ${words.wordUsual} ${say(Number(stop.per_day))} · ${words.wordExpected} ${say(expected, 0)}`;
      }
    }
    part("last").textContent = last;
    page.querySelectorAll("[data-walk-field]").forEach((field) => { field.value = number; });
    page.querySelectorAll("[data-walk-form]").forEach((form) => { // so that the queue names the meter
      form.dataset.walkLabel ??= form.dataset.offline;
      form.dataset.offline = `${form.dataset.walkLabel} ${number}`;
    });
    part("register").value = "";
    part("said").textContent = "";
    card.querySelector("details").open = false;
    label(false);
    page.querySelectorAll("[data-walk-pick]").forEach((pick) => {
      pick.classList.toggle("active", pick.dataset.walkPick === number);
    });
    if (isAsked) {
      card.scrollIntoView({ block: "start", behavior: "smooth" });
      part("register").focus({ preventScroll: true });
    }
  }

  function count() {
    const all = [...stops.values()];
    const done = all.filter((stop) => stateOf(stop)).length;
    part("count").textContent = `${done} / ${all.length}`;
    page.querySelectorAll("[data-walk-pick]").forEach((pick) => {
      const state = stateOf(stops.get(pick.dataset.walkPick));
      const badge = pick.querySelector("[data-walk-state]");
      badge.textContent = { read: words.wordDone, unread: words.wordUnread }[state] ?? words.wordOpen;
      badge.className = `badge align-self-center ${{ read: "bg-green-lt", unread: "bg-yellow-lt" }[state] ?? "bg-secondary-lt"}`;
    });
    if (done === all.length) part("finish")?.classList.replace("btn-outline-secondary", "btn-primary");
  }

  function next() {
    const all = [...stops.values()];
    const from = all.findIndex((stop) => stop.number === current) + 1;
    const open = [...all.slice(from), ...all.slice(0, from)].find((stop) => !stateOf(stop));
    if (open) return choose(open.number, true);
    if (card) card.hidden = true;
    part("count").textContent += ` · ${words.wordAll}`;
  }

  page.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-walk-pick]");
    if (pick) choose(pick.dataset.walkPick, true);
  });

  page.addEventListener("input", (event) => {
    if (event.target.matches("[data-walk-register]")) {
      isSure = false;
      label(false);
      told();
    }
    if (event.target.matches("[data-walk-find]")) {
      const text = event.target.value.trim().toLowerCase();
      page.querySelectorAll("[data-walk-pick]").forEach((pick) => {
        pick.classList.toggle("d-none", !pick.textContent.toLowerCase().includes(text));
        pick.classList.toggle("d-flex", pick.textContent.toLowerCase().includes(text));
      });
    }
  });

  // Before the queue takes it: a doubted register is sent at the second press.
  page.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-walk-form]") || event.target.matches("[data-walk-unread]")) return;
    const said = told();
    if (said.level === "wrong" || (said.level === "doubt" && !isSure)) {
      event.preventDefault();
      event.stopPropagation();
      delete event.target.dataset.sent;
      isSure = said.level === "doubt";
      label(isSure);
      if (said.level === "wrong") part("register").focus();
      return;
    }
    part("register").value = said.value;
  }, true);

  page.addEventListener("jieyue:queued", (event) => {
    const number = event.detail.write.body.meter_number;
    keep(number, event.target.matches("[data-walk-unread]") ? "unread" : "read");
    count();
    next();
  });

  document.addEventListener("jieyue:discarded", (event) => {
    const number = event.detail?.write?.body?.meter_number;
    if (!number) return;
    keep(number, "");
    count();
  });

  document.addEventListener("jieyue:edit", (event) => {
    const { body } = event.detail.write;
    if (!stops.has(body.meter_number)) return;
    choose(body.meter_number, true);
    if (body.register !== undefined) part("register").value = body.register;
  });

  const asked = decodeURIComponent(location.hash.slice(1));
  count();
  if (stops.has(asked)) choose(asked, true);
  else {
    const first = known.stops.find((stop) => !stateOf(stop)) ?? (known.stops.length === 1 ? known.stops[0] : null);
    if (first) choose(first.number, false);
  }
  window.addEventListener("hashchange", () => choose(decodeURIComponent(location.hash.slice(1)), true));
})();
