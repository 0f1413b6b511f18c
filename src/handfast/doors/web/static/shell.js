// Keys, the palette, and tables that are walked by arrows. No state is kept here: pages come from the server.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const opened = () => document.querySelector("dialog[open]");

function openDialog(name) {
  const dialog = document.getElementById(name);
  if (!dialog || opened()) return;
  document.querySelector(".menu[open]")?.removeAttribute("open");
  dialog.showModal();
  const input = dialog.querySelector("input[type=search]");
  if (input) {
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }
}

// ---- g, then a letter; q; /; ?

let going = 0;

function goTo(key) {
  const link = document.querySelector(`.side a[data-key="${CSS.escape(key)}"]`);
  if (link) link.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target) || opened()) return;
  if (going && event.timeStamp - going < 1500) {
    going = 0;
    event.preventDefault();
    goTo(event.key);
    return;
  }
  going = 0;
  if (event.key === "g") going = event.timeStamp;
  else if (event.key === "/") { event.preventDefault(); openDialog("palette"); }
  else if (event.key === "?") openDialog("keys");
  else if (event.key === "q") goTo("q");
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) openDialog(opener.dataset.open);
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.matches("dialog")) event.target.close(); // beside the dialog
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

// ---- the palette: the server finds, arrows choose

const palette = document.getElementById("palette");

function choices() {
  return [...palette.querySelectorAll("[role=option]")].filter((each) => !each.hidden);
}

function choose(index) {
  const all = choices();
  all.forEach((each, n) => each.setAttribute("aria-selected", n === index ? "true" : "false"));
  const chosen = all[index];
  const input = palette.querySelector("input");
  if (!chosen) { input.removeAttribute("aria-activedescendant"); return; }
  chosen.id ||= `found-${Math.random().toString(36).slice(2)}`;
  input.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

if (palette) {
  const input = palette.querySelector("input");
  input.addEventListener("focus", () => choose(0));
  palette.addEventListener("htmx:afterSwap", () => choose(0));
  palette.addEventListener("keydown", (event) => {
    const all = choices();
    const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") { event.preventDefault(); choose(Math.min(at + 1, all.length - 1)); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(Math.max(at - 1, 0)); }
    else if (event.key === "Enter") { event.preventDefault(); all[Math.max(at, 0)]?.click(); }
  });
}

// ---- copy: what stands in a field as it was changed, or what is shown once

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const shown = document.getElementById(button.dataset.copy);
  shown.select?.();
  if (navigator.clipboard) await navigator.clipboard.writeText(shown.value ?? shown.textContent);
  else document.execCommand("copy"); // a plain connection has no clipboard of its own
  button.dataset.words ??= button.textContent;
  button.textContent = button.dataset.copied ?? "✓";
  setTimeout(() => { button.textContent = button.dataset.words; }, 1500);
});

// ---- tables: arrows go from row to row, Enter opens the row's link

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("tr[tabindex]");
  if (!row || event.target !== row) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const rows = [...row.closest("table").querySelectorAll("tbody tr[tabindex]")].filter((each) => !each.hidden);
    const next = rows[rows.indexOf(row) + step];
    if (next) { event.preventDefault(); next.focus(); }
  } else if (event.key === "Enter") row.querySelector("a[href], button")?.click();
});

// ---- what somebody has opened to write into stays open when the part around it is answered anew

let kept = null;
document.body.addEventListener("htmx:beforeSwap", ({ target }) => {
  const open = target.querySelector?.("details[open][data-stays]");
  kept = open && {
    stays: open.dataset.stays,
    typed: [...open.querySelectorAll("input:not([type=hidden])")].map((each) => [each.name, each.value, each.checked]),
    at: open.contains(document.activeElement) ? document.activeElement : null,
  };
});
document.body.addEventListener("htmx:afterSwap", ({ target }) => {
  const place = kept && target.querySelector?.(`details[data-stays="${kept.stays}"]`);
  if (place) {
    place.open = true;
    for (const [name, value, checked] of kept.typed) {
      const input = place.querySelector(`input[name="${name}"]`);
      if (input) { input.value = value; input.checked = checked; }
    }
    const again = kept.at && (kept.at.name ? place.querySelector(`[name="${kept.at.name}"]`) : place.querySelector("summary"));
    again?.focus();
    if (kept.at?.selectionStart != null) again?.setSelectionRange(kept.at.selectionStart, kept.at.selectionEnd);
  }
  kept = null;
});

// ---- what was refused is no longer said where something is sent anew

document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.requestConfig.verb === "post") for (const said of document.querySelectorAll("#notice .error")) said.remove();
});

// ---- what is refused is seen, and so is that nobody answers

const notice = document.getElementById("notice");
const see = () => notice.scrollIntoView({ block: "nearest" });
if (notice) {
  document.body.addEventListener("htmx:afterSwap", ({ target }) => { if (target === notice) see(); });
  document.body.addEventListener("htmx:sendError", ({ detail }) => {
    const said = document.createElement("p");
    said.className = "said error unreached";
    said.textContent = detail.requestConfig.verb === "get" ? notice.dataset.away : notice.dataset.unsure;
    notice.replaceChildren(said);
    see();
  });
  document.body.addEventListener("htmx:afterOnLoad", () => {
    for (const said of notice.querySelectorAll(".unreached")) said.remove();
  });
}

// ---- the same form is not sent twice

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
