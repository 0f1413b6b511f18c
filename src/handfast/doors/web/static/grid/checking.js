// What was typed goes to the server, all of it together, and comes back with what is wrong and what it would change.
// Until the server has it, or it is saved, what was typed stays with the browser: also where the page is left, or the
// sign-in ends.

const SOON = 350;

export class Checking {
  constructor(cells, tell) {
    this.cells = cells;
    this.tell = tell;
    const { check, version, name, paste } = cells.root.dataset;
    this.address = check;
    this.pasteAddress = paste;
    this.draft = version !== undefined;
    this.version = Number(version);
    this.kept = `grid:${location.pathname}:${name}`;
    this.rows = new Map(); // row number -> {row, key, cells, seen}
    this.asked = 0;
    this.waiting = Promise.resolve();
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-grid-do]");
      if (button?.dataset.gridDo === "save") this.save(button);
      if (button?.dataset.gridDo === "discard") this.discard();
    });
  }

  changed(cell, old, text) {
    const line = cell.closest("tr");
    const number = Number(line.dataset.row);
    const name = this.cells.columns[this.cells.placeOf(cell).column];
    const key = line.dataset.key ? JSON.parse(line.dataset.key) : null;
    const before = this.rows.get(number); // never changed itself: it may be on its way to the server
    const edit = { row: number, key, cells: { ...before?.cells }, seen: { ...before?.seen }, goes: before?.goes ?? false };
    edit.seen[name] ??= old;
    edit.cells[name] = text;
    if (!this.draft && text === edit.seen[name]) {
      delete edit.cells[name];
      delete edit.seen[name];
    }
    cell.classList.toggle("changed", name in edit.cells && !this.draft);
    if (edit.goes || Object.keys(edit.cells).length) this.rows.set(number, edit);
    else this.rows.delete(number);
    this.keep();
  }

  // A row that goes, or stays after all. Of a row that is not saved yet nothing is sent while it goes.
  letGo(line, goes) {
    const number = Number(line.dataset.row);
    const key = line.dataset.key ? JSON.parse(line.dataset.key) : null;
    const before = this.rows.get(number);
    const edit = { row: number, key, cells: { ...before?.cells }, seen: { ...before?.seen }, goes };
    if (goes && key) this.cells.columns.forEach((name, n) => { edit.seen[name] ??= this.cells.text(line.cells[n + 1]); });
    if (!goes) for (const name of Object.keys(edit.seen)) if (!(name in edit.cells)) delete edit.seen[name];
    if (goes || Object.keys(edit.cells).length) this.rows.set(number, edit);
    else this.rows.delete(number);
    this.keep();
  }

  keep() {
    if (this.rows.size) sessionStorage.setItem(this.kept, JSON.stringify([...this.rows.values()]));
    else sessionStorage.removeItem(this.kept);
  }

  // Changes of before, where the page was left or the session ended; those of other pages are kept, and sent along.
  restore() {
    const text = sessionStorage.getItem(this.kept);
    if (!text) return false;
    for (const edit of JSON.parse(text)) {
      this.rows.set(edit.row, edit);
      const added = edit.key === null && edit.row > Number(this.cells.root.dataset.last);
      const row = this.rowOf(edit) ?? (added ? this.cells.addRow(edit.row) : null);
      if (!row) continue;
      for (const [name, value] of Object.entries(edit.cells)) {
        const cell = row.cells[this.cells.columns.indexOf(name) + 1];
        if (!cell) continue;
        this.cells.write(cell, value);
        cell.classList.add("changed");
      }
      if (edit.goes) this.cells.letGo(row, true);
    }
    this.soon(0);
    return true;
  }

  rowOf(edit) {
    const row = this.cells.row(edit.row);
    return row && (edit.key === null || row.dataset.key === JSON.stringify(edit.key)) ? row : null;
  }

  soon(delay = SOON) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), delay);
  }

  // One request after the other: a draft's version moves with each.
  check() {
    this.waiting = this.waiting.then(() => this.send());
    return this.waiting;
  }

  async send() {
    const edits = [...this.rows.values()];
    if (this.draft && !edits.length) return;
    const asked = (this.asked += 1);
    const slow = setTimeout(() => this.tell(this.cells.root.dataset.sayChecking), 300);
    const answer = await post(this.address, this.draft ? { version: this.version, edits } : { edits }, () => this.tell(this.cells.root.dataset.sayOffline));
    clearTimeout(slow);
    if (!answer || asked !== this.asked) return;
    if (this.draft) {
      this.version = answer.version;
      for (const edit of edits) if (this.rows.get(edit.row) === edit) this.rows.delete(edit.row);
      this.keep();
    }
    this.show(answer);
  }

  show(answer) {
    this.cells.showFaults(answer.faults);
    const verdict = document.getElementById("verdict");
    if (verdict && answer.verdict !== undefined) verdict.innerHTML = answer.verdict;
    this.tell(answer.said);
  }

  async save(button) {
    button.disabled = true;
    const reason = document.querySelector("[data-grid-reason]")?.value ?? "";
    const form = { edits: [...this.rows.values()], shown: button.dataset.shown, reason };
    const answer = await post(button.dataset.address, form, () => this.tell(this.cells.root.dataset.sayOffline));
    button.disabled = false;
    if (!answer) return;
    if (!answer.saved) { this.show(answer); return; }
    sessionStorage.removeItem(this.kept);
    location.assign(answer.saved);
  }

  discard() {
    sessionStorage.removeItem(this.kept);
    location.reload();
  }

  // Many rows: an import of their own, where they are looked at page by page.
  async pasteAway(columns, body, places) {
    const picked = body.map((row) => row.filter((_, n) => places[n]));
    const answer = await post(this.pasteAddress, { columns, rows: picked }, () => this.tell(this.cells.root.dataset.sayOffline));
    if (answer) location.assign(answer.draft);
  }
}

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

// Send JSON; a refusal goes into the page's notice, an ended session to the sign-in and back here.
async function post(address, form, offline) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(), "HX-Request": "true", "HX-Current-URL": location.href },
      body: JSON.stringify(form),
    });
  } catch {
    offline();
    return null;
  }
  if (response.headers.get("HX-Redirect")) { location.assign(response.headers.get("HX-Redirect")); return null; }
  if (response.ok) return response.json();
  const notice = document.getElementById("notice");
  notice.innerHTML = await response.text();
  notice.scrollIntoView({ block: "nearest" });
  return null;
}
