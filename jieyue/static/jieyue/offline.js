// Writes that survive a network that is gone: kept in IndexedDB, sent oldest first, shown until
// the server has them. `<form data-offline="What it is">` or `jieyueOffline.send(url, body)`.
(() => {
  "use strict";
  const root = document.documentElement;
  const owner = root.dataset.account ? `${root.dataset.account}@${root.dataset.site}` : "";
  const words = document.querySelector("[data-offline-words]")?.dataset ?? {};
  const LONGEST_WAIT_MS = 60_000;
  const MOST_TRIES = 5; // of a write that our own server fails at, before a person decides
  const PHOTO_PX = 1600;

  // The store

  function opened() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("jieyue-offline", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("writes", { keyPath: "client_id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async function inStore(mode, work) {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction("writes", mode);
        const request = work(transaction.objectStore("writes"));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  const put = (write) => inStore("readwrite", (store) => store.put(write));
  const remove = (id) => inStore("readwrite", (store) => store.delete(id));
  const find = (id) => inStore("readonly", (store) => store.get(id));

  async function mine() {
    const all = await inStore("readonly", (store) => store.getAll());
    return all.filter((write) => write.owner === owner).sort((a, b) => a.order - b.order);
  }

  function newId() { // randomUUID needs https; random bytes do not
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // Sending

  let sending = false;
  let again = 0;
  let waitMs = 0;
  let pause = ""; // "sign-in" or "network": why nothing is sent at the moment

  function cookie(name) {
    const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  async function post(write) {
    const patience = new AbortController(); // a network that is there but does not answer
    window.setTimeout(() => patience.abort(), LONGEST_WAIT_MS);
    return fetch(write.url, {
      method: "POST",
      signal: patience.signal,
      credentials: "same-origin",
      redirect: "manual",
      headers: {
        "Accept": "application/json",
        "Accept-Language": root.lang,
        "Content-Type": "application/json",
        "Idempotency-Key": write.client_id,
        "X-CSRFToken": cookie("csrftoken"),
        "X-Sent-At": new Date().toISOString(),
      },
      body: JSON.stringify(write.body),
    });
  }

  async function answerOf(response) {
    try {
      return await response.json();
    } catch {
      return null;
    }
  }

  function sentenceOf(answer) {
    const fields = (answer?.errors ?? []).map((error) => `${error.field}: ${error.detail}`);
    return [answer?.detail ?? words.failed ?? "", ...fields].join(" ");
  }

  // True when the next write may follow; otherwise the round ends and `pause` says why.
  async function sendOne(write) {
    let response;
    try {
      response = await post(write);
    } catch {
      pause = "network";
      return false;
    }
    const answer = await answerOf(response);
    if (response.ok) {
      await remove(write.client_id);
      tell("jieyue:sent", { write, answer });
      return true;
    }
    const needsSignIn = response.status === 401 || response.type === "opaqueredirect" || answer?.code === "CsrfFailed";
    if (needsSignIn) {
      pause = "sign-in";
      return false;
    }
    if (response.status === 429 || (response.status >= 500 && ++write.tries < MOST_TRIES)) {
      await put(write);
      pause = "network";
      return false;
    }
    Object.assign(write, { state: "refused", code: answer?.code ?? "", detail: sentenceOf(answer) });
    await put(write);
    tell("jieyue:refused", { write, answer });
    return true;
  }

  async function round() {
    for (const write of await mine()) {
      const present = await find(write.client_id);
      if (!present || present.state !== "waiting") continue;
      if (!(await sendOne(present))) return;
    }
    pause = "";
  }

  // One tab at a time where the browser can say so; elsewhere a repeat does no harm, see above.
  async function flush() {
    window.clearTimeout(again);
    if (sending || !owner) return;
    sending = true;
    await show();
    try {
      await (navigator.locks ? navigator.locks.request(`jieyue-offline-${owner}`, round) : round());
    } finally {
      sending = false;
    }
    const left = await show();
    waitMs = pause && left ? Math.min(Math.max(waitMs * 2, 2_000), LONGEST_WAIT_MS) : 0;
    if (waitMs) again = window.setTimeout(flush, waitMs);
    else if (left) again = window.setTimeout(flush, 0); // written while this round ran
  }

  async function send(url, body, options = {}) {
    const client_id = options.client_id ?? newId();
    const happened_at = new Date().toISOString();
    const before = await find(client_id);
    const write = {
      client_id,
      url: new URL(url, location.href).pathname,
      body: { ...body, client_id, happened_at: before?.body.happened_at ?? happened_at },
      label: options.label ?? "",
      page: location.pathname + location.search,
      fields: options.fields ?? null,
      owner,
      order: before?.order ?? Date.now() + performance.now() % 1,
      state: "waiting",
      tries: 0,
      detail: "",
    };
    await put(write);
    waitMs = 0;
    flush();
    return write;
  }

  async function retry(id) {
    const write = await find(id);
    if (!write || write.owner !== owner) return;
    await put({ ...write, state: "waiting", tries: 0, detail: "" });
    flush();
  }

  async function discard(id) {
    const write = await find(id);
    if (write?.owner !== owner) return;
    await remove(id);
    tell("jieyue:discarded", { write });
    show();
  }

  async function edit(id) {
    const write = await find(id);
    if (!write || write.owner !== owner) return;
    if (write.page !== location.pathname + location.search) {
      location.assign(`${write.page}#edit=${id}`);
      return;
    }
    document.querySelector("[data-offline-dialog]")?.close();
    fill(write);
  }

  // Forms: names become a JSON object; `lines.0.gross` goes into a list, a file into small JPEG.

  function place(target, name, value) {
    const parts = name.split(".");
    const last = parts.pop();
    let at = target;
    parts.forEach((part, position) => {
      const next = parts[position + 1] ?? last;
      at[part] ??= /^\d+$/.test(next) ? [] : {};
      at = at[part];
    });
    at[last] = value;
  }

  async function smallPhoto(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, PHOTO_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const data = canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
    return { name: file.name.replace(/\.\w+$/, "") + ".jpg", data };
  }

  async function bodyOf(form) {
    const body = {};
    for (const field of form.elements) {
      if (!field.name || field.disabled || field.name === "csrfmiddlewaretoken") continue;
      if (field.type === "radio" && !field.checked) continue;
      if (field.type === "file") {
        if (field.files[0]) place(body, field.name, await smallPhoto(field.files[0]));
      } else if (field.type === "checkbox") {
        if (!field.hasAttribute("value")) place(body, field.name, field.checked);
        else if (field.checked) (body[field.name] ??= []).push(field.value);
      } else if (field.type !== "submit" && field.type !== "button" && field.value !== "") {
        place(body, field.name, field.type === "datetime-local" ? new Date(field.value).toISOString() : field.value);
      }
    }
    return body;
  }

  function valuesOf(form) {
    return [...form.elements]
      .filter((field) => field.name && field.type !== "file" && field.name !== "csrfmiddlewaretoken")
      .map((field) => ({ name: field.name, value: field.value, checked: field.checked === true }));
  }

  function fill(write) {
    const forms = [...document.querySelectorAll("form[data-offline]")];
    const form = forms.find((one) => new URL(one.action).pathname === write.url);
    if (!form || !write.fields) {
      tell("jieyue:edit", { write });
      return;
    }
    for (const { name, value, checked } of write.fields) {
      const fields = [...form.elements].filter((field) => field.name === name);
      const field = fields.find((one) => one.value === value) ?? fields[0];
      if (!field) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = checked;
      else field.value = value;
    }
    form.dataset.offlineEdits = write.client_id;
    form.scrollIntoView({ block: "center" });
    tell("jieyue:edit", { write });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-offline]");
    if (!form || event.defaultPrevented || !owner) return;
    event.preventDefault();
    const button = event.submitter;
    const body = await bodyOf(form);
    if (button?.name) place(body, button.name, button.value);
    const write = await send(form.action, body, {
      client_id: form.dataset.offlineEdits,
      label: form.dataset.offline,
      fields: valuesOf(form),
    });
    delete form.dataset.offlineEdits;
    delete form.dataset.sent; // the shell's guard against a second press: the next one may come
    if (!form.hasAttribute("data-offline-keep")) form.reset();
    form.dispatchEvent(new CustomEvent("jieyue:queued", { bubbles: true, detail: { write } }));
  });

  // What is seen of it

  function tell(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function button(label, icon, style, press) {
    const made = element("button", `btn ${style}`);
    made.type = "button";
    const sign = element("i", `ti ti-${icon} me-1`);
    sign.setAttribute("aria-hidden", "true");
    made.append(sign, label);
    made.addEventListener("click", press);
    return made;
  }

  function line(write) {
    const made = element("li", "offline-write");
    made.dataset.state = write.state;
    const clock = new Date(write.body.happened_at).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit" });
    const head = element("div", "offline-write-head");
    head.append(element("span", "offline-write-label", write.label || write.url), element("time", "text-secondary", clock));
    const state = write.state === "refused" ? words.refused : sending && !pause ? words.sending : words.waiting;
    head.append(element("span", `badge ${write.state === "refused" ? "bg-red-lt" : "bg-yellow-lt"}`, state));
    made.append(head);
    if (write.state !== "refused") return made;
    made.append(element("p", "offline-write-detail", write.detail));
    const row = element("div", "btn-list");
    row.append(
      button(words.edit, "pencil", "btn-primary", () => edit(write.client_id)),
      button(words.retry, "refresh", "", () => retry(write.client_id)),
      button(words.discard, "trash", "btn-ghost-danger", () => {
        if (window.confirm(words.discardQuestion)) discard(write.client_id);
      }),
    );
    made.append(row);
    return made;
  }

  function notice(waiting) {
    if (pause === "sign-in" && waiting) return words.signIn;
    if (!navigator.onLine || pause === "network") return words.offline;
    return "";
  }

  // Shows the queue everywhere it has a place; answers how many still wait to be sent.
  async function show() {
    const writes = owner ? await mine() : [];
    const waiting = writes.filter((write) => write.state === "waiting").length;
    document.querySelectorAll("[data-offline-queue]").forEach((place) => {
      const list = element("ul", "offline-writes");
      list.append(...writes.map(line));
      const text = notice(waiting);
      place.replaceChildren(...(text ? [element("p", "offline-notice", text)] : []), list);
      if (!writes.length && !text) place.replaceChildren(element("p", "text-secondary", words.empty));
    });
    const badge = document.querySelector("[data-offline-badge]");
    if (badge) {
      const isOff = !navigator.onLine || pause === "network";
      badge.hidden = !writes.length && !isOff;
      badge.classList.toggle("text-danger", writes.length > waiting);
      badge.querySelector("[data-offline-count]").textContent = writes.length || "";
      badge.querySelector("i").className = `ti ti-${isOff ? "cloud-off" : "cloud-upload"}`;
    }
    root.toggleAttribute("data-is-offline", !navigator.onLine || pause === "network");
    tell("jieyue:queue", { writes, waiting, pause, online: navigator.onLine });
    return waiting;
  }

  document.addEventListener("click", (event) => {
    const dialog = document.querySelector("[data-offline-dialog]");
    if (event.target.closest("[data-offline-badge]")) dialog?.showModal();
    if (event.target.closest("[data-offline-close]")) dialog?.close();
    if (event.target.closest("[data-offline-now]")) flush();
  });

  // Pages that open with the network gone. Browsers allow it at https and on this machine only.

  const PAGES = "jieyue-pages-";
  const ALSO_MS = 60_000;
  const KEPT = "jieyue-kept-"; // what pages keep in this browser beside themselves, by account

  function forgetKept(isForgotten) {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
    names.filter(isForgotten).forEach((name) => localStorage.removeItem(name));
  }

  async function forgetOthersPages() {
    if (!("caches" in window)) return;
    const names = await caches.keys();
    const others = names.filter((name) => name.startsWith(PAGES) && name !== PAGES + owner);
    await Promise.all(others.map((name) => caches.delete(name)));
  }

  const filesOf = (page) => [...page.querySelectorAll("script[src], link[rel=stylesheet]")]
    .map((one) => new URL(one.getAttribute("src") || one.getAttribute("href"), location.href).pathname);

  // A page as it is at `source`, to be opened at `address`, with the files it needs.
  async function keep(address, source) {
    const page = await fetch(source, { credentials: "same-origin" });
    if (!page.ok || page.redirected) return;
    const read = new DOMParser().parseFromString(await page.clone().text(), "text/html");
    const cache = await caches.open(PAGES + owner);
    await cache.put(address, page);
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name))
      .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"))
      .map((url) => url.pathname);
    const store = await caches.open("jieyue-files");
    await Promise.all([...new Set([...loaded, ...filesOf(document), ...filesOf(read)])].map(async (path) => {
      const response = await fetch(path);
      if (response.ok) await store.put(path, response);
    }));
    root.dataset.offlineReady = "yes";
  }

  // Another page that may be needed once the network is gone, as it is each minute.
  function keepAlso(address) {
    const again = () => keep(address, address).catch(() => {});
    window.setInterval(again, ALSO_MS);
    return again();
  }

  async function prepare() {
    forgetKept((name) => !owner || !name.startsWith(`${KEPT}${owner}-`));
    await forgetOthersPages();
    const wanted = document.querySelector("[data-offline-page]");
    const also = document.querySelector("[data-offline-also]");
    if (!(wanted || also) || !owner || !("serviceWorker" in navigator) || !navigator.onLine) return;
    await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
    if (also) await keepAlso(also.dataset.offlineAlso);
    const copy = wanted && new URL(wanted.dataset.offlinePage, location.href); // what is fit to be kept
    if (wanted) await keep(location.pathname + location.search, copy);
  }

  document.addEventListener("submit", (event) => {
    if (!new URL(event.target.action).pathname.endsWith("/account/logout/")) return;
    forgetKept(() => true);
    if ("caches" in window) caches.delete(PAGES + owner);
  });

  async function begin() {
    await show();
    const wanted = location.hash.match(/^#edit=([0-9a-f-]{36})$/);
    const write = wanted && (await find(wanted[1]));
    if (write?.owner === owner) {
      history.replaceState(null, "", location.pathname + location.search);
      fill(write);
    }
    await flush();
  }

  window.addEventListener("online", () => { waitMs = 0; pause = ""; flush(); });
  window.addEventListener("offline", show);
  window.jieyueOffline = { send, retry, discard, edit, writes: mine, flush };
  prepare().catch(() => {}); // a page that cannot be kept still works while it is open
  begin();
})();
