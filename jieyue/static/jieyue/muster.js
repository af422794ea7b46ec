// The muster list on a guard's phone: fetched each minute, kept for when the network is gone,
// searched, and marked. Marks go through the queue of offline.js.
(() => {
  "use strict";
  const page = document.querySelector("[data-muster]");
  const source = document.getElementById("muster-roll");
  if (!page || !source) return;
  const root = document.documentElement;
  const words = page.dataset;
  const KEPT = `jieyue-kept-${root.dataset.account}@${root.dataset.site}-muster`;
  const EVERY_MS = 60_000;
  const OLD_MIN = 5;
  const part = (name) => page.querySelector(`[data-muster-${name}]`);
  const served = JSON.parse(source.textContent);
  let roll = newer(kept(), served);
  let waiting = new Map(); // marks that are not sent: key → state
  let shown = "";
  let asked = "";
  let opened = "";

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEPT));
    } catch {
      return null;
    }
  }

  function newer(one, other) {
    return one && Date.parse(one.at) >= Date.parse(other.at) ? one : other;
  }

  function keep() {
    try {
      localStorage.setItem(KEPT, JSON.stringify(roll));
    } catch { /* full: the page itself is kept by offline.js */ }
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const clock = (at) => new Date(at).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });

  function made(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  const stateOf = (row) => waiting.get(row.key) ?? row.state;

  function age() {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(roll.at)) / EVERY_MS));
    const text = minutes ? words.wordAge : words.wordNow;
    const place = part("age");
    const isOld = minutes >= OLD_MIN;
    place.textContent = fill(text, { clock: clock(roll.at), minutes }) + (isOld ? ` · ${words.wordOld}` : "");
    place.classList.toggle("text-danger", isOld);
  }

  function points() {
    const counts = new Map();
    for (const row of roll.rows) {
      const count = counts.get(row.point) ?? { all: 0, found: 0, missing: 0, outside: 0 };
      count.all += 1;
      const state = stateOf(row);
      if (state) count[state] += 1;
      counts.set(row.point, count);
    }
    const cards = [...counts].sort().map(([name, count]) => {
      const column = made("div", "col-6 col-lg-3");
      const card = made("button", `btn w-100 d-block text-start py-2 ${asked === name && name ? "btn-primary" : ""}`);
      card.type = "button";
      card.append(made("div", "small", name || words.wordNoPoint));
      const known = count.found + count.outside;
      card.append(made("div", "fs-2 fw-bold", roll.muster ? `${known} / ${count.all}` : String(count.all)));
      if (count.missing) card.append(made("div", "text-danger fw-bold", `${count.missing} ${words.wordMissing}`));
      card.addEventListener("click", () => {
        asked = asked === name ? "" : name;
        part("find").value = asked;
        draw();
      });
      column.append(card);
      return column;
    });
    part("points").replaceChildren(...cards);
  }

  function fits(row) {
    const text = part("find").value.trim().toLowerCase();
    const own = `${row.label} ${row.unit} ${row.zone} ${row.point}`.toLowerCase();
    if (text && !own.includes(text)) return false;
    if (!shown) return true;
    if (["staff", "vehicle"].includes(shown)) return row.sort === shown;
    if (shown === "visitor") return ["visitor", "contractor"].includes(row.sort);
    return shown === "open" ? !stateOf(row) : stateOf(row) === shown;
  }

  function badge(row) {
    const state = stateOf(row);
    const colour = { found: "bg-green-lt", missing: "bg-red-lt", outside: "bg-secondary-lt" }[state] ?? "bg-yellow-lt";
    const name = { found: words.wordFound, missing: words.wordMissing, outside: words.wordOutside }[state] ?? words.wordOpen;
    return made("span", `badge align-self-center ${colour}`, waiting.has(row.key) ? `${name} · ${words.wordWaiting}` : name);
  }

  function about(row) {
    const parts = [{ staff: words.wordStaff, visitor: words.wordVisitor, contractor: words.wordContractor, vehicle: words.wordVehicle, added: words.wordAdded }[row.sort]];
    parts.push(row.point || words.wordNoPoint);
    if (row.zone) parts.push(row.zone);
    if (row.seen_at) parts.push(fill(words.wordSeen, { clock: clock(row.seen_at) }));
    if (row.likelihood < 1) parts.push(fill(words.wordLikely, { likely: row.likelihood.toFixed(1) }));
    return parts.join(" · ");
  }

  function line(row) {
    const item = made("div", "list-group-item");
    const head = made("button", "btn btn-ghost w-100 d-flex justify-content-between gap-2 text-start p-0");
    head.type = "button";
    head.style.minHeight = "2.75rem";
    const text = made("span", "");
    text.append(made("strong", "me-2", row.label), row.unit, made("span", "d-block small text-secondary text-wrap", about(row)));
    head.append(text);
    if (roll.muster) head.append(badge(row));
    item.append(head);
    if (row.left) item.append(made("div", "small text-secondary", words.wordLeft));
    if (row.is_contradicted) item.append(made("div", "small text-danger fw-bold", words.wordDiffers));
    if (row.marks?.length > 1 || row.is_contradicted) {
      const said = row.marks.map((mark) => `${mark.by}: ${words[`word${mark.state[0].toUpperCase()}${mark.state.slice(1)}`]} ${clock(mark.at)}`);
      item.append(made("div", "small text-secondary", said.join(" · ")));
    }
    if (!roll.muster || !words.mayMark) return item;
    head.addEventListener("click", () => {
      opened = opened === row.key ? "" : row.key;
      draw();
    });
    if (opened === row.key || !stateOf(row)) item.append(buttons(row));
    return item;
  }

  function buttons(row) {
    const group = made("div", "btn-group w-100 mt-1");
    for (const [state, style, name] of [["found", "btn-success", words.wordFound], ["missing", "btn-danger", words.wordMissing], ["outside", "btn-secondary", words.wordOutside]]) {
      const isOn = stateOf(row) === state;
      const press = made("button", `btn btn-lg ${isOn ? style : style.replace("btn-", "btn-outline-")}`, name);
      press.type = "button";
      press.addEventListener("click", () => mark(row, state));
      group.append(press);
    }
    return group;
  }

  async function mark(row, state) {
    opened = "";
    waiting.set(row.key, state);
    draw();
    const body = { muster_id: roll.muster.id, key: row.key, state };
    await window.jieyueOffline.send(words.musterMark, body, { label: `${words.wordMark} ${row.label}` });
  }

  const MOST = 200; // lines drawn at once; the search finds the rest

  function draw() {
    const fitting = roll.rows.filter(fits);
    const order = { missing: 0, "": 1, found: 2, outside: 3 };
    if (roll.muster) fitting.sort((a, b) => order[stateOf(a)] - order[stateOf(b)] || b.likelihood - a.likelihood);
    const lines = fitting.slice(0, MOST).map(line);
    if (!lines.length) lines.push(made("div", "list-group-item text-secondary", words.wordNobody));
    if (fitting.length > MOST) lines.push(made("div", "list-group-item text-secondary", `… ${fitting.length - MOST}`));
    part("rows").replaceChildren(...lines);
    points();
    age();
  }

  function changed(before, after) {
    if ((before?.id ?? 0) === (after?.id ?? 0)) return;
    const place = part("changed");
    place.textContent = after ? words.wordBegan : words.wordEnded;
    place.hidden = false;
  }

  async function fetchRoll() {
    let response;
    try {
      response = await fetch(words.musterRoll, { credentials: "same-origin", headers: { Accept: "application/json" } });
    } catch {
      age();
      return;
    }
    if (!response.ok) {
      age();
      return;
    }
    const found = await response.json();
    changed(served.muster, found.muster);
    roll = found;
    keep();
    draw();
  }

  document.addEventListener("jieyue:queue", (event) => {
    const mine = event.detail.writes.filter((write) => write.url === words.musterMark && write.body.muster_id === roll.muster?.id);
    waiting = new Map(mine.filter((write) => write.state === "waiting").map((write) => [write.body.key, write.body.state]));
    draw();
  });

  document.addEventListener("jieyue:sent", (event) => {
    const { write, answer } = event.detail;
    if (write.url !== words.musterMark) return;
    const row = roll.rows.find((one) => one.key === write.body.key);
    if (row && answer) row.state = answer.state;
    keep();
  });

  page.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-muster-show]");
    if (!choice) return;
    shown = choice.dataset.musterShow;
    page.querySelectorAll("[data-muster-show]").forEach((one) => one.classList.toggle("active", one === choice));
    draw();
  });
  part("find").addEventListener("input", () => { asked = ""; draw(); });

  keep();
  draw();
  changed(served.muster, roll.muster);
  window.setInterval(fetchRoll, EVERY_MS);
  window.setInterval(age, 15_000);
  window.addEventListener("online", fetchRoll);
  if (roll !== served || Date.now() - Date.parse(served.at) > EVERY_MS) fetchRoll();
})();
