// The shell's own behaviour: the drawer on a phone, the theme without a reload, the search key,
// menus that stay shut or open, questions before a step that cannot be undone.
(() => {
  "use strict";
  const root = document.documentElement;

  const drawer = document.getElementById("navigation");
  const backdrop = document.querySelector(".shell-backdrop");
  const openers = document.querySelectorAll("[data-shell-open]");

  function setDrawer(open) {
    if (!drawer) return;
    drawer.classList.toggle("is-open", open);
    if (backdrop) backdrop.hidden = !open;
    openers.forEach((button) => button.setAttribute("aria-expanded", String(open)));
    document.body.classList.toggle("shell-drawer-open", open);
    if (open) drawer.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shell-open]")) setDrawer(true);
    else if (event.target.closest("[data-shell-close]")) setDrawer(false);
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll(".list-columns-choice[open]").forEach((choice) => {
      if (!choice.contains(event.target)) choice.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") setDrawer(false);
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const search = document.querySelector("[data-shell-search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });

  document.querySelectorAll("[data-shell-theme]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = new FormData(form, event.submitter);
      root.dataset.bsTheme = body.get("theme");
      document.dispatchEvent(new CustomEvent("jieyue:theme"));
      fetch(form.action, { method: "POST", body, redirect: "manual" });
    });
  });

  document.querySelectorAll(".shell-department").forEach((department, position) => {
    const key = `jieyue.department.${position}`;
    const kept = localStorage.getItem(key);
    const holdsPage = department.querySelector("[aria-current]");
    if (kept !== null && !holdsPage) department.open = kept === "open";
    department.querySelector("summary").addEventListener("click", () => {
      localStorage.setItem(key, department.open ? "shut" : "open"); // it is about to change
    });
  });

  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const form = event.target;
    if (form.dataset.sent && !form.hasAttribute("hx-get")) event.preventDefault();
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      form.dataset.sent = "yes";
      window.setTimeout(() => delete form.dataset.sent, 3000);
    }
  }, true);

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  const narrow = document.querySelectorAll("[data-fold-on-phone]");
  if (window.matchMedia("(max-width: 767.98px)").matches) {
    narrow.forEach((details) => { details.open = false; });
  }
})();
