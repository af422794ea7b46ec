// What a phone knows of a muster: the list as the server last gave it, kept for when the network
// is gone, and above it what this phone has marked until a newer list says the same.
(() => {
  "use strict";
  const root = document.documentElement;
  const LONGEST_MS = 20_000; // a network that is there but does not answer

  window.jieyueMusterRoll = ({ served, rollUrl, markUrl, label, changed }) => {
    const PLACE = `jieyue-kept-${root.dataset.account}@${root.dataset.site}-muster`;
    const marks = new Map(); // key → { state, id, stage: "saving", "waiting" or "sent", sentAt }
    let roll = newer(kept(), served);
    let fetching = null;

    function kept() {
      try {
        return JSON.parse(localStorage.getItem(PLACE));
      } catch {
        return null;
      }
    }

    function newer(one, other) {
      return one && Date.parse(one.at) >= Date.parse(other.at) ? one : other;
    }

    function keep() {
      try {
        localStorage.setItem(PLACE, JSON.stringify(roll));
      } catch { /* full: the page itself is kept by offline.js */ }
    }

    function take(found, askedAt) {
      if (Date.parse(found.at) < Date.parse(roll.at)) return;
      if (found.muster?.id !== roll.muster?.id) marks.clear();
      // A list that was asked for before a mark had arrived does not hold it yet.
      for (const [key, mark] of marks) {
        if (mark.stage === "sent" && mark.sentAt <= askedAt) marks.delete(key);
      }
      roll = found;
      keep();
      changed();
    }

    async function ask() {
      const askedAt = performance.now();
      const patience = new AbortController();
      const timer = window.setTimeout(() => patience.abort(), LONGEST_MS);
      try {
        const response = await fetch(rollUrl, { credentials: "same-origin", headers: { Accept: "application/json" }, signal: patience.signal });
        if (response.ok) take(await response.json(), askedAt);
      } catch { /* no network: what is kept stays */ } finally {
        window.clearTimeout(timer);
        fetching = null;
      }
    }

    // The mark counts on this phone at once, and is in the queue before anything is sent.
    async function mark(row, state) {
      const mine = { state, id: "", stage: "saving", sentAt: 0 };
      marks.set(row.key, mine);
      changed();
      try {
        const body = { muster_id: roll.muster.id, key: row.key, state };
        const write = await window.jieyueOffline.send(markUrl, body, { label: `${label} ${row.label}` });
        mine.id = write.client_id;
        if (mine.stage === "saving") mine.stage = "waiting";
      } catch { // the phone cannot keep it: it must not look as if it had
        if (marks.get(row.key) === mine) marks.delete(row.key);
        changed();
      }
    }

    function queued(writes) {
      const waiting = new Map();
      for (const write of writes) {
        const isMine = write.url === markUrl && write.body.muster_id === roll.muster?.id;
        if (isMine && write.state === "waiting") waiting.set(write.body.key, write);
      }
      for (const [key, mark] of marks) {
        if (mark.stage === "waiting" && !waiting.has(key)) marks.delete(key); // refused or discarded
      }
      for (const [key, write] of waiting) {
        if (marks.get(key)?.stage === "saving") continue; // a later tap of the same line
        marks.set(key, { state: write.body.state, id: write.client_id, stage: "waiting", sentAt: 0 });
      }
      changed();
    }

    document.addEventListener("jieyue:queue", (event) => queued(event.detail.writes));
    window.jieyueOffline.writes().then(queued); // told before this script was there
    document.addEventListener("jieyue:sent", (event) => {
      const { write, answer } = event.detail;
      if (write.url !== markUrl || write.body.muster_id !== roll.muster?.id || !answer) return;
      const row = roll.rows.find((one) => one.key === write.body.key);
      if (row) row.state = answer.state;
      const mine = marks.get(write.body.key);
      if (!mine || mine.id === write.client_id || mine.stage === "sent") {
        marks.set(write.body.key, { state: answer.state, id: write.client_id, stage: "sent", sentAt: performance.now() });
      }
      keep();
      changed();
    });

    keep();
    return {
      get now() { return roll; },
      stateOf: (row) => marks.get(row.key)?.state ?? row.state,
      isWaiting: (row) => ["saving", "waiting"].includes(marks.get(row.key)?.stage),
      mark,
      fetch: () => (fetching ??= ask()),
    };
  };
})();
