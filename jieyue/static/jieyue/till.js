// The till: dishes, a card, the last sale with its undo. Everything it sends goes through
// jieyueOffline, so a sale is never lost; without network the kept list of cards is asked.
(() => {
  "use strict";
  const till = document.querySelector("[data-till]");
  const root = document.documentElement;
  const words = till.dataset;
  let catalogue = JSON.parse(document.getElementById("till-catalogue").textContent);
  const NO_ANSWER_MS = 4_000;
  const LEFT_EVERY_MS = 20_000;
  const CATALOGUE_EVERY_MS = 300_000;

  const one = (name) => till.querySelector(`[data-till-${name}]`);
  const number = one("number");
  let meal = null;
  let size = "1";
  let chosen = new Map(); // portions by dish id
  let last = null; // the write shown in the last-sale panel
  let asked = null; // a body that waits for "serve anyway" before it was ever sent
  let left = new Map();
  let noAnswer = 0;

  const isOff = () => !navigator.onLine || root.hasAttribute("data-is-offline");

  function show(element, isShown) {
    element.classList.toggle("d-none", !isShown);
  }

  // Meals and dishes

  function minutes(clock) {
    const [hours, rest] = clock.split(":").map(Number);
    return hours * 60 + rest;
  }

  function mealOfNow() {
    const clock = { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hour12: false };
    const at = minutes(new Date().toLocaleTimeString("en-GB", clock));
    const byDistance = (row) => at < minutes(row.opens) ? minutes(row.opens) - at : Math.max(0, at - minutes(row.closes));
    return [...catalogue.meals].sort((a, b) => byDistance(a) - byDistance(b))[0] ?? null;
  }

  function button(text, className) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.textContent = text;
    return made;
  }

  function drawMeals() {
    one("meals").replaceChildren(...catalogue.meals.map((row) => {
      const made = button(row.label, `btn ${row.meal === meal?.meal ? "active" : ""}`);
      made.setAttribute("aria-pressed", String(row.meal === meal?.meal));
      made.addEventListener("click", () => choose(row));
      return made;
    }));
  }

  function choose(row) {
    meal = row;
    chosen = new Map();
    left = new Map();
    drawMeals();
    drawDishes();
    drawGuests();
    askLeft();
  }

  function drawDishes() {
    const dishes = meal?.dishes ?? [];
    show(till.querySelector("[data-till-no-menu]"), !dishes.length);
    one("dishes").replaceChildren(...dishes.map((dish) => {
      const made = button("", "till-dish");
      const portions = chosen.get(dish.id);
      made.setAttribute("aria-pressed", String(Boolean(portions)));
      made.classList.toggle("is-chosen", Boolean(portions));
      const name = document.createElement("span");
      name.className = "till-dish-name";
      name.textContent = dish.name;
      const note = document.createElement("span");
      note.className = "till-dish-note";
      const rest = left.get(dish.id);
      note.textContent = [dish.price ? `¥${dish.price}` : "", rest === undefined ? "" : `${words.wordLeft} ${rest}`].filter(Boolean).join(" · ");
      note.classList.toggle("text-danger", rest !== undefined && rest <= 0);
      made.append(name, note);
      if (portions) {
        const badge = document.createElement("span");
        badge.className = "till-dish-portions";
        badge.textContent = portions === "0.5" ? "½" : `×${portions}`;
        made.append(badge);
      }
      made.addEventListener("click", () => toggle(dish));
      return made;
    }));
    one("total").textContent = total();
  }

  function toggle(dish) {
    if (chosen.get(dish.id) === size) chosen.delete(dish.id);
    else chosen.set(dish.id, size);
    setSize("1");
    drawDishes();
    number.focus();
  }

  function setSize(value) {
    size = value;
    till.querySelectorAll("[data-size]").forEach((each) => {
      each.classList.toggle("active", each.dataset.size === value);
      each.setAttribute("aria-pressed", String(each.dataset.size === value));
    });
  }

  // In fen, each dish rounded half up: what the server will say.
  function total() {
    const fen = (text, portions = 1) => Math.round(Number((Number(text) * 100 * portions).toFixed(4)));
    let sum = meal?.price ? fen(meal.price) : 0;
    for (const dish of meal?.dishes ?? []) {
      if (dish.price && chosen.has(dish.id)) sum += fen(dish.price, Number(chosen.get(dish.id)));
    }
    return `¥${(sum / 100).toFixed(2)}`;
  }

  function drawGuests() {
    const parties = (meal?.guests ?? []).filter((row) => row.guests_left > 0);
    show(till.querySelector("[data-till-guests-frame]"), parties.length > 0);
    one("guests").replaceChildren(...parties.map((row) => new Option(`${row.unit} · ${row.guests_left}`, row.id)));
  }

  // Selling

  function body(who) {
    return {
      canteen_id: catalogue.canteen_id,
      till_id: Number(new URLSearchParams(location.search).get("till")) || null,
      meal: meal.meal,
      dishes: [...chosen].map(([dish_id, portions]) => ({ dish_id, portions })),
      card_list: catalogue.cards.signature,
      ...who,
    };
  }

  function labelOf(who) {
    if (who.card_number) return `${words.wordCard} …${who.card_number.slice(-4)}`;
    if (who.guest_booking_id) return `${who.diners} ${words.wordGuests}`;
    return `${words.wordByHand}: ${who.diners}`;
  }

  async function cardState(card) {
    if (!crypto.subtle) return "ok"; // plain http: the server flags what it finds
    const bytes = new TextEncoder().encode(catalogue.cards.salt + card);
    const hash = await crypto.subtle.digest("SHA-256", bytes);
    const digest = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
    return catalogue.cards.cards[digest] ?? "unknown";
  }

  async function serve(who, options = {}) {
    if (!meal) return;
    const content = body(who);
    if (isOff() && who.card_number && !options.anyway) {
      const state = await cardState(who.card_number);
      if (state !== "ok") {
        asked = { content, label: labelOf(who) };
        panel("refused", words[{ blocked: "wordBlocked", empty: "wordEmpty", unknown: "wordUnknown" }[state]], labelOf(who));
        return;
      }
    }
    await send(content, labelOf(who));
  }

  async function send(content, label, options = {}) {
    window.clearTimeout(noAnswer);
    const off = isOff();
    const already = options.anyway || off;
    panel(off ? "kept" : "sending", off ? words.wordKept : words.wordSending, label);
    last = await jieyueOffline.send(words.sales, { ...content, already_served: already }, { label, client_id: options.client_id });
    if (!off) noAnswer = window.setTimeout(() => panel("kept", words.wordKept, label), NO_ANSWER_MS);
    for (const { dish_id, portions } of content.dishes) {
      if (left.has(dish_id)) left.set(dish_id, left.get(dish_id) - Number(portions));
    }
    chosen = new Map();
    asked = null;
    drawDishes();
    number.value = "";
    number.focus();
  }

  function panel(state, title, detail) {
    const place = one("last");
    place.dataset.state = state;
    one("state").textContent = title;
    one("detail").textContent = detail;
    show(one("undo"), ["served", "kept"].includes(state));
    show(one("anyway"), state === "refused");
    show(one("drop"), state === "refused");
  }

  document.addEventListener("jieyue:sent", ({ detail: { write, answer } }) => {
    if (write.client_id !== last?.client_id) return;
    window.clearTimeout(noAnswer);
    if (write.url !== words.sales) {
      panel("undone", words.wordUndone, write.label);
    } else {
      const money = answer.balance_yuan === null ? "" : ` · ${words.wordBalance} ¥${answer.balance_yuan}`;
      const who = answer.name || `${answer.diners} ${words.wordDiners}`;
      panel("served", `${words.wordServed}: ${who}`, `${words.wordOwn} ¥${answer.own_share_yuan}${money}`);
    }
    askLeft();
  });

  document.addEventListener("jieyue:refused", ({ detail: { write } }) => {
    if (write.client_id !== last?.client_id) return;
    window.clearTimeout(noAnswer);
    panel("refused", write.detail, write.label);
  });

  document.addEventListener("jieyue:discarded", ({ detail: { write } }) => {
    if (write.client_id === last?.client_id) panel("undone", words.wordUndone, write.label);
  });

  // "Correct" in the queue: what was taken comes back to the buttons.
  document.addEventListener("jieyue:edit", ({ detail: { write } }) => {
    if (write.url !== words.sales) return;
    const row = catalogue.meals.find((each) => each.meal === write.body.meal);
    if (row) choose(row);
    chosen = new Map(write.body.dishes.map(({ dish_id, portions }) => [dish_id, portions]));
    drawDishes();
    number.value = write.body.card_number ?? "";
    jieyueOffline.discard(write.client_id);
  });

  one("card").addEventListener("submit", (event) => {
    event.preventDefault();
    const card = number.value.trim();
    if (card) serve({ card_number: card, diners: 1 });
  });

  till.addEventListener("click", async (event) => {
    const count = event.target.closest("[data-till-count]");
    const portion = event.target.closest("[data-size]");
    if (count) serve({ diners: Number(count.dataset.tillCount) });
    if (portion) setSize(portion.dataset.size);
    if (event.target.closest("[data-till-serve-guests]")) {
      serve({ guest_booking_id: Number(one("guests").value), diners: Number(one("guest-count").value) || 1 });
    }
    if (event.target.closest("[data-till-anyway]")) {
      if (asked) send(asked.content, asked.label, { anyway: true });
      else if (last) send(last.body, last.label, { anyway: true, client_id: last.client_id });
    }
    if (event.target.closest("[data-till-drop]")) {
      if (!asked && last) await jieyueOffline.discard(last.client_id);
      asked = null;
      panel("undone", words.wordUndone, "");
    }
    if (event.target.closest("[data-till-undo]")) undo();
    if (!event.target.closest("select, input")) number.focus();
  });

  async function undo() {
    const sale = last;
    if (!sale || sale.url !== words.sales) return;
    show(one("undo"), false);
    const waiting = (await jieyueOffline.writes()).some((write) => write.client_id === sale.client_id);
    if (waiting && isOff()) {
      await jieyueOffline.discard(sale.client_id);
      return;
    }
    last = await jieyueOffline.send(`${words.sales}/${sale.client_id}/cancel`, { reason: words.wordUndoReason }, { label: `${words.wordUndone}: ${sale.label}` });
  }

  // What is left, and the day's prices and cards

  async function askLeft() {
    if (!meal || isOff()) return;
    try {
      const response = await fetch(`${words.left}?canteen_id=${catalogue.canteen_id}&meal=${meal.meal}`);
      if (!response.ok) return;
      const answer = await response.json();
      left = new Map(answer.items.filter((row) => row.left !== null).map((row) => [row.dish_id, Number(row.left)]));
      one("came").textContent = answer.diners;
      drawDishes();
    } catch { /* the badge says that the network is gone */ }
  }

  async function askCatalogue() {
    if (isOff()) return;
    try {
      const response = await fetch(`${words.catalogue}?canteen_id=${catalogue.canteen_id}`);
      if (!response.ok) return;
      catalogue = await response.json();
      meal = catalogue.meals.find((row) => row.meal === meal?.meal) ?? mealOfNow();
      drawMeals();
      drawDishes();
      drawGuests();
    } catch { /* as above */ }
  }

  meal = mealOfNow();
  if (meal) choose(meal);
  else drawDishes();
  window.setInterval(askLeft, LEFT_EVERY_MS);
  window.setInterval(askCatalogue, CATALOGUE_EVERY_MS);
  window.addEventListener("online", () => window.setTimeout(askLeft, 1_500));
})();
