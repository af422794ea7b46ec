// The muster list on a guard's phone: one list an assembly point, fetched each minute, searched
// and marked. What is known stands in muster_roll.js; this draws it.
(() => {
  "use strict";
  const page = document.querySelector("[data-muster]");
  const source = document.getElementById("muster-roll");
  if (!page || !source) return;
  const root = document.documentElement;
  const words = page.dataset;
  const MINUTE_MS = 60_000;
  const OLD_MIN = 5;
  const STILL_MS = 10_000; // so long untouched, the list may be put in order under the finger
  const CLICK_MS = 400; // until a finger that was lifted has clicked
  const SORTS = ["staff", "visitor", "contractor", "added", "vehicle"];
  const NAMES = { staff: words.wordStaff, visitor: words.wordVisitor, contractor: words.wordContractor, added: words.wordAdded, vehicle: words.wordVehicle };
  const STATES = [["found", "success", "bg-green-lt", words.wordFound], ["missing", "danger", "bg-red-lt", words.wordMissing], ["outside", "secondary", "bg-secondary-lt", words.wordOutside]];
  const FIRST = { missing: 0, "": 1, found: 2, outside: 2 };
  const STEP = 200; // lines drawn at once
  const POINT = `jieyue-kept-${root.dataset.account}@${root.dataset.site}-muster-point`;
  const part = (name) => page.querySelector(`[data-muster-${name}]`);
  const drawn = new Map(); // key → { looks, element }: a line that looks the same stays the same
  let placed = new Map(); // key → the state by which the line has its place
  let shown = "";
  let point = localStorage.getItem(POINT); // null: every list
  let opened = "";
  let most = STEP;
  let touchedAt = -STILL_MS;
  let isHeld = false;
  let isDue = false;

  const roll = window.jieyueMusterRoll({
    served: JSON.parse(source.textContent),
    rollUrl: words.musterRoll,
    markUrl: words.musterMark,
    label: words.wordMark,
    changed: () => draw(),
  });
  let before = roll.now.muster?.id;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const clock = (at) => new Date(at).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });

  function made(tag, className, ...parts) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...parts.filter((one) => one !== ""));
    return element;
  }

  function button(className, data, ...parts) {
    const element = made("button", className, ...parts);
    element.type = "button";
    Object.assign(element.dataset, data);
    return element;
  }

  // Puts children in their order and leaves alone those that are there already.
  function place(parent, children) {
    children.forEach((child, position) => {
      if (parent.children[position] !== child) parent.insertBefore(child, parent.children[position] ?? null);
    });
    while (parent.children.length > children.length) parent.lastElementChild.remove();
  }

  // How old it is, and whether a muster is going on

  function drawAge() {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(roll.now.at)) / MINUTE_MS));
    const isOld = minutes >= OLD_MIN;
    const text = fill(minutes ? words.wordAge : words.wordNow, { clock: clock(roll.now.at), minutes });
    part("age").textContent = isOld ? `${text} · ${words.wordOld}` : text;
    part("age").classList.toggle("text-danger", isOld);
  }

  function drawMuster() {
    const { muster } = roll.now;
    page.querySelectorAll("[data-muster-called]").forEach((one) => { one.hidden = !muster; });
    page.querySelectorAll("[data-muster-quiet]").forEach((one) => { one.hidden = Boolean(muster); });
    part("banner").hidden = !muster;
    if (muster) {
      part("banner").className = `alert ${muster.kind === "real" ? "alert-danger" : "alert-info"}`;
      part("kind").textContent = muster.kind_label;
      part("reason").textContent = muster.reason;
      part("by").textContent = fill(words.wordBy, { by: muster.called_by });
      if (part("id")) part("id").value = muster.id;
      const ending = page.querySelector("[data-muster-ending] form");
      if (ending) ending.action = words.musterEnd.replace("/0/", `/${muster.id}/`);
    }
    if (muster?.id === before) return;
    before = muster?.id;
    show("");
    part("changed").textContent = muster ? words.wordBegan : words.wordEnded;
    part("changed").hidden = false;
  }

  // The assembly points: how many there are, and how many are known of

  function drawPoints() {
    const counts = new Map();
    for (const row of roll.now.rows) {
      const count = counts.get(row.point) ?? { people: 0, known: 0, missing: 0, vehicles: 0, seen: 0 };
      counts.set(row.point, count);
      const state = roll.stateOf(row);
      const isKnown = ["found", "outside"].includes(state);
      if (row.sort === "vehicle") {
        count.vehicles += 1;
        count.seen += isKnown;
      } else {
        count.people += 1;
        count.known += isKnown;
      }
      count.missing += state === "missing";
    }
    if (point !== null && !counts.has(point)) point = null;
    const of = (known, all) => (roll.now.muster ? `${known} / ${all}` : String(all));
    const cards = [...counts].sort().map(([name, count]) => {
      const card = button(`btn muster-point ${point === name ? "btn-primary" : ""}`, { musterPoint: name },
        name || words.wordNoPoint,
        made("strong", "", of(count.known, count.people)),
        count.vehicles ? made("div", "small", `${words.wordVehicle} ${of(count.seen, count.vehicles)}`) : "",
        count.missing ? made("div", "fw-bold text-danger", `${count.missing} ${words.wordMissing}`) : "");
      card.setAttribute("aria-pressed", String(point === name));
      return made("div", "col-6 col-lg-3", card);
    });
    part("points").replaceChildren(...cards);
    return counts;
  }

  // The lines

  const placeOf = (row) => placed.get(row.key) ?? roll.stateOf(row);

  function fits(row) {
    if (point !== null && row.point !== point) return false;
    const text = part("find").value.trim().toLowerCase();
    if (text && !`${row.label} ${row.unit} ${row.zone}`.toLowerCase().includes(text)) return false;
    if (!shown) return true;
    if (shown === "visitor") return ["visitor", "contractor"].includes(row.sort);
    if (["staff", "vehicle"].includes(shown)) return row.sort === shown;
    return shown === "open" ? !placeOf(row) : placeOf(row) === shown;
  }

  const compared = (a, b) => (a < b ? -1 : Number(a > b));

  function inOrder(a, b) {
    return compared(a.point, b.point) || SORTS.indexOf(a.sort) - SORTS.indexOf(b.sort)
      || (roll.now.muster ? FIRST[placeOf(a)] - FIRST[placeOf(b)] : 0)
      || compared(a.unit, b.unit) || compared(a.label, b.label) || compared(a.key, b.key);
  }

  // Lines keep their place while somebody marks, so that no other comes under the finger.
  function arrange() {
    placed = new Map(roll.now.rows.map((row) => [row.key, roll.stateOf(row)]));
  }

  function about(row) {
    const parts = [row.unit, row.zone, row.seen_at ? fill(words.wordSeen, { clock: clock(row.seen_at) }) : ""];
    if (row.likelihood < 1) parts.push(fill(words.wordLikely, { likely: row.likelihood.toFixed(1) }));
    return parts.filter(Boolean).join(" · ");
  }

  function badge(row) {
    const known = STATES.find(([state]) => state === roll.stateOf(row));
    if (!known) return "";
    return made("span", `badge ${known[2]}`, roll.isWaiting(row) ? `${known[3]} · ${words.wordWaiting}` : known[3]);
  }

  function buttons(row) {
    const group = made("div", "btn-group w-100 mt-1");
    for (const [state, style, , name] of STATES) {
      const isOn = roll.stateOf(row) === state;
      group.append(button(`btn btn-lg btn-${isOn ? "" : "outline-"}${style}`, { musterState: state }, name));
    }
    return group;
  }

  function said(row) {
    const every = row.marks.map((mark) => `${mark.by}: ${STATES.find(([state]) => state === mark.state)[3]} ${clock(mark.at)}`);
    return made("div", "small text-secondary", every.join(" · "));
  }

  function freshLine(row, hasButtons) {
    const item = made("div", `list-group-item muster-row ${hasButtons ? "has-buttons" : ""}`);
    item.dataset.musterKey = row.key;
    const text = made("span", "", made("strong", "", row.label), made("small", "", about(row)),
      row.left ? made("small", "", words.wordLeft) : "",
      row.is_contradicted ? made("small", "text-danger fw-bold", words.wordDiffers) : "",
      row.marks?.length > 1 ? said(row) : "");
    item.append(words.mayMark && roll.now.muster ? button("muster-who", { musterOpen: "" }, text, badge(row)) : made("div", "muster-who", text, badge(row)));
    if (hasButtons) item.append(buttons(row));
    return item;
  }

  function line(row) {
    const mayMark = Boolean(roll.now.muster && words.mayMark);
    const hasButtons = mayMark && (opened === row.key || !placeOf(row));
    const looks = JSON.stringify([row, roll.stateOf(row), roll.isWaiting(row), mayMark, hasButtons]);
    if (drawn.get(row.key)?.looks !== looks) drawn.set(row.key, { looks, element: freshLine(row, hasButtons) });
    return drawn.get(row.key).element;
  }

  function drawLists(counts) {
    const fitting = roll.now.rows.filter(fits).sort(inOrder);
    const lists = new Map();
    for (const row of fitting.slice(0, most)) {
      const [name, sort] = [`list ${row.point}`, `sort ${row.point} ${row.sort}`];
      if (!lists.has(name)) lists.set(name, { point: row.point, lines: [] });
      const list = lists.get(name);
      if (list.sort !== sort) {
        const number = fitting.filter((one) => one.point === row.point && one.sort === row.sort).length;
        list.sort = sort;
        list.lines.push(kept(sort, `${NAMES[row.sort]} ${number}`, (text) => made("div", "list-group-item muster-sort", text)));
      }
      list.lines.push(line(row));
    }
    const sections = [...lists].map(([name, list]) => section(name, list, counts.get(list.point)));
    if (!sections.length) sections.push(made("div", "card card-body text-secondary mb-3", words.wordNobody));
    if (fitting.length > most) sections.push(button("btn btn-lg w-100 mb-3", { musterMore: "" }, fill(words.wordMore, { number: fitting.length - most })));
    place(part("rows"), sections);
  }

  function kept(name, looks, make) {
    if (drawn.get(name)?.looks !== looks) drawn.set(name, { looks, element: make(looks) });
    return drawn.get(name).element;
  }

  function section(name, list, count) {
    const card = kept(name, "", () => made("section", "card mb-3",
      made("div", "card-header", made("h2", "card-title", list.point || words.wordNoPoint), made("span", "ms-auto text-secondary")),
      made("div", "list-group list-group-flush")));
    card.querySelector("span").textContent = roll.now.muster ? `${words.wordKnown} ${count.known + count.seen} / ${count.people + count.vehicles}` : `${words.wordPeople} ${count.people}`;
    place(card.querySelector(".list-group"), list.lines);
    return card;
  }

  // A list that is drawn while a finger is on it would take the button away from under it.
  function draw() {
    isDue = isHeld;
    if (isHeld) return;
    if (performance.now() - touchedAt > STILL_MS) arrange();
    drawMuster();
    drawLists(drawPoints());
    drawAge();
  }

  function release() {
    isHeld = false;
    if (isDue) draw();
  }

  document.addEventListener("pointerdown", () => {
    isHeld = true;
    touchedAt = performance.now();
  }, true);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => window.setTimeout(release, CLICK_MS), true);
  document.addEventListener("click", () => { isHeld = false; }, true);

  function show(choice) {
    shown = choice;
    page.querySelectorAll("[data-muster-show]").forEach((one) => one.classList.toggle("active", one.dataset.musterShow === shown));
  }

  function chosen() {
    most = STEP;
    arrange();
    draw();
  }

  page.addEventListener("click", (event) => {
    const tapped = event.target.closest("button");
    if (!tapped) return release();
    touchedAt = performance.now();
    const data = tapped.dataset;
    const key = tapped.closest("[data-muster-key]")?.dataset.musterKey;
    const row = key && roll.now.rows.find((one) => one.key === key);
    if (data.musterState && row) {
      opened = "";
      roll.mark(row, data.musterState);
    } else if ("musterOpen" in data) {
      opened = opened === key ? "" : key;
      draw();
    } else if ("musterPoint" in data) {
      point = point === data.musterPoint ? null : data.musterPoint;
      if (point === null) localStorage.removeItem(POINT);
      else localStorage.setItem(POINT, point);
      chosen();
    } else if ("musterShow" in data) {
      show(data.musterShow);
      chosen();
    } else if ("musterMore" in data) {
      most += STEP;
      draw();
    } else {
      release();
    }
  });
  part("find").addEventListener("input", chosen);

  part("rows").replaceChildren();
  arrange();
  draw();
  window.setInterval(roll.fetch, MINUTE_MS);
  window.setInterval(drawAge, 15_000);
  window.addEventListener("online", roll.fetch);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) roll.fetch(); });
  if (Date.now() - Date.parse(roll.now.at) > MINUTE_MS / 2) roll.fetch();
})();
