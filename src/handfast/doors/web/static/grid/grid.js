// The editable grid: arrows, ranges, typing, copy and paste, fill, undo. Whatever was typed is checked by the server as
// a whole, and what is wrong is shown in its cell; nothing is stored before somebody says so.

import { Cells } from "./cells.js";
import { format, parse } from "./clipboard.js";
import { Checking } from "./checking.js";
import { Editing } from "./editing.js";
import { Selection } from "./selection.js";

const MOST_PASTED = 500; // more rows than this become an import of their own, page by page

class Grid {
  constructor(root) {
    this.root = root;
    this.say = root.dataset;
    this.cells = new Cells(root);
    this.editable = this.cells.template !== null;
    this.status = root.querySelector(".grid-status");
    this.selection = new Selection(this.cells);
    this.editing = new Editing(this.cells, (cell, text) => this.change([{ cell, text }]), (down, right) => this.move(down, right));
    this.done = [];
    this.undone = [];
    this.checking = new Checking(this.cells, (text) => this.tell(text));
    this.listen();
    if (this.editable) {
      if (this.checking.restore()) this.tell(this.say.sayKept);
      this.goToFault();
    }
  }

  listen() {
    const { table } = this.cells;
    table.addEventListener("keydown", (event) => this.key(event));
    table.addEventListener("pointerdown", (event) => this.press(event));
    table.addEventListener("pointerover", (event) => this.drag(event));
    document.addEventListener("pointerup", () => this.release());
    table.addEventListener("dblclick", (event) => {
      const cell = event.target.closest("td");
      if (cell && this.editable) this.editing.open(cell);
    });
    table.addEventListener("focusin", (event) => this.explain(event.target));
    for (const kind of ["copy", "cut", "paste"]) document.addEventListener(kind, (event) => this.clipboard(kind, event));
    this.root.querySelector(".grid-tools")?.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-do]");
      if (tool) this.tool(tool.dataset.do);
    });
  }

  tell(text) { this.status.textContent = text; }

  // What stands in the way of a cell, or what its column means.
  explain(target) {
    const cell = target.closest?.("td");
    if (!cell || target !== cell) return;
    const fault = cell.querySelector(".cell-fault");
    const { column } = this.cells.placeOf(cell);
    const head = this.cells.heads[column];
    this.tell(fault ? fault.textContent : `${head.dataset.column}: ${head.dataset.meaning}`);
  }

  goToFault() {
    const wanted = new URLSearchParams(location.search).get("row");
    const row = wanted && this.cells.row(wanted);
    const cell = row ? row.querySelector("[aria-invalid]") ?? row.cells[1] : null;
    if (!cell) return;
    const place = this.cells.placeOf(cell);
    this.selection.go(place.row, place.column);
  }

  // ---- keys

  key(event) {
    if (event.target.tagName !== "TD" || event.isComposing) return;
    const { active } = this.selection;
    const command = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    if (command && letter === "z") this.take(event, () => this.tool(event.shiftKey ? "redo" : "undo"));
    else if (command && letter === "y") this.take(event, () => this.tool("redo"));
    else if (command && letter === "a") this.take(event, () => this.selection.all());
    else if (command && event.key === "Delete") this.take(event, () => this.tool("go"));
    else if (command && letter === "d") this.take(event, () => this.tool("fill"));
    else if (this.walk(event, active, command)) event.preventDefault();
    else if (command || event.altKey || !this.editable) return;
    else if (event.key === "F2" || event.key === "Enter") this.take(event, () => this.editing.open(event.target));
    else if (event.key === "Delete" || event.key === "Backspace") this.take(event, () => this.tool("clear"));
    else if (event.key.length === 1) this.take(event, () => this.editing.open(event.target, event.key));
  }

  take(event, act) {
    event.preventDefault();
    act();
  }

  walk(event, { row, column }, command) {
    const { height, width } = this.cells;
    const steps = {
      ArrowDown: [command ? height : row + 1, column],
      ArrowUp: [command ? 0 : row - 1, column],
      ArrowRight: [row, command ? width : column + 1],
      ArrowLeft: [row, command ? 0 : column - 1],
      Home: [command ? 0 : row, 0],
      End: [command ? height : row, width],
      PageDown: [row + 20, column],
      PageUp: [row - 20, column],
    };
    const to = steps[event.key];
    if (to) this.selection.go(...to, event.shiftKey);
    return Boolean(to);
  }

  move(down, right) {
    const { row, column } = this.selection.active;
    this.selection.go(row + down, column + right);
  }

  // ---- pointer

  press(event) {
    const cell = event.target.closest("td");
    if (!cell || event.target.tagName === "INPUT" || event.button !== 0) return;
    const box = cell.getBoundingClientRect();
    const inCorner = cell.classList.contains("corner") && event.clientX > box.right - 10 && event.clientY > box.bottom - 10;
    if (event.pointerType !== "mouse") return this.tap(cell, event);
    event.preventDefault();
    this.editing.close(true);
    if (inCorner && this.editable) this.filling = this.selection.block;
    else this.pressed = true;
    const place = this.cells.placeOf(cell);
    if (!this.filling) this.selection.go(place.row, place.column, event.shiftKey);
  }

  // A finger selects; where the cell was selected already, it opens it.
  tap(cell, event) {
    if (cell === document.activeElement && this.editable) {
      event.preventDefault();
      this.editing.open(cell);
    } else if (!cell.classList.contains("editing")) {
      const place = this.cells.placeOf(cell);
      requestAnimationFrame(() => this.selection.go(place.row, place.column));
    }
  }

  drag(event) {
    const cell = event.target.closest("td");
    if (!cell || !(this.pressed || this.filling)) return;
    const { row, column } = this.cells.placeOf(cell);
    if (this.filling) this.selection.anchor = { row: this.filling.top, column: this.filling.left };
    this.selection.go(row, this.filling ? this.filling.right : column, true);
  }

  release() {
    if (this.filling) this.fill(this.filling.bottom - this.filling.top + 1);
    this.filling = null;
    this.pressed = false;
  }

  // ---- changes: all of them or none, and every one can be undone

  change(changes, { remember = true } = {}) {
    const real = changes.filter(({ cell, text }) => this.cells.text(cell) !== text);
    if (real.some(({ cell }) => this.cells.fixed(cell))) {
      this.tell(this.say.sayFixed);
      return false;
    }
    if (!real.length) return true;
    const step = real.map(({ cell, text }) => ({ cell, text, old: this.cells.text(cell) }));
    for (const { cell, text, old } of step) {
      this.cells.write(cell, text);
      this.checking.changed(cell, old, text);
    }
    if (remember) {
      this.done.push(step);
      this.undone = [];
    }
    this.showTools();
    this.checking.soon();
    return true;
  }

  step(from, to, said, turn) {
    const step = from.pop();
    if (!step) return;
    to.push(step);
    if (step.lines) this.mark(step.lines, to === this.done ? step.goes : !step.goes);
    else this.change(step.map(turn), { remember: false });
    const place = this.cells.placeOf(step.lines ? step.lines[0].cells[1] : step[0].cell);
    this.selection.go(place.row, place.column);
    this.tell(said);
  }

  tool(name) {
    if (!this.editable) return;
    if (name === "undo") this.step(this.done, this.undone, this.say.sayUndone, ({ cell, old }) => ({ cell, text: old }));
    else if (name === "redo") this.step(this.undone, this.done, this.say.sayRedone, ({ cell, text }) => ({ cell, text }));
    else if (name === "fill") this.fill(1);
    else if (name === "go") this.letGo();
    else if (name === "clear") this.change([...this.selection.each()].map((at) => ({ cell: this.cells.at(at.row, at.column), text: "" })));
    else if (name === "add") {
      this.cells.addRow();
      this.selection.go(this.cells.height - 1, 0);
    }
    this.showTools();
  }

  // The chosen rows go when they are saved; if all of them go already, they stay after all.
  letGo() {
    if (!this.root.querySelector('[data-do="go"]')) return;
    const { top, bottom } = this.selection.block;
    const chosen = [...this.cells.body.rows].slice(top, bottom + 1);
    const goes = chosen.some((line) => !this.cells.goes(line));
    const lines = chosen.filter((line) => this.cells.goes(line) !== goes);
    this.mark(lines, goes);
    this.done.push({ lines, goes });
    this.undone = [];
    this.tell(`${goes ? this.say.sayGoing : this.say.sayStaying}${lines.map((line) => line.dataset.row).join(", ")}`);
  }

  mark(lines, goes) {
    for (const line of lines) {
      this.cells.letGo(line, goes);
      this.checking.letGo(line, goes);
    }
    this.checking.soon();
  }

  showTools() {
    const tool = (name) => this.root.querySelector(`[data-do="${name}"]`);
    tool("undo").disabled = !this.done.length;
    tool("redo").disabled = !this.undone.length;
  }

  // The first `pattern` rows of the block, again and again, down to its end.
  fill(pattern) {
    const { top, bottom, left, right } = this.selection.block;
    const changes = [];
    for (let row = top + pattern; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        const from = this.cells.at(top + ((row - top) % pattern), column);
        changes.push({ cell: this.cells.at(row, column), text: this.cells.text(from) });
      }
    }
    this.change(changes);
  }

  // ---- clipboard

  clipboard(kind, event) {
    if (!this.cells.table.contains(document.activeElement) || document.activeElement.tagName !== "TD") return;
    if (kind !== "copy" && !this.editable) return;
    event.preventDefault();
    if (kind === "paste") {
      this.paste(event.clipboardData.getData("text/plain"));
      return;
    }
    const { top, bottom, left, right } = this.selection.block;
    const rows = [];
    for (let row = top; row <= bottom; row += 1) {
      rows.push([]);
      for (let column = left; column <= right; column += 1) rows.at(-1).push(this.cells.text(this.cells.at(row, column)));
    }
    event.clipboardData.setData("text/plain", format(rows));
    this.tell(`${this.say.sayCopied}${rows.length}.`);
    if (kind === "cut") this.tool("clear");
  }

  paste(text) {
    const rows = parse(text);
    if (!rows.length) return;
    const { columns, body } = this.headed(rows);
    if (body.length > MOST_PASTED && this.root.dataset.paste) {
      this.tell(this.say.sayMany);
      this.checking.pasteAway(columns.filter(Boolean), body, columns);
      return;
    }
    const { top, bottom, left, right } = this.selection.block;
    const single = body.length === 1 && body[0].length === 1 && (top !== bottom || left !== right);
    const changes = single ? [...this.selection.each()].map((at) => ({ cell: this.cells.at(at.row, at.column), text: body[0][0] })) : this.placed(body, columns, top);
    if (!this.change(changes) || single) return;
    const lost = columns.filter((name) => !name).length;
    if (lost) this.tell(`${this.say.sayWide}${lost}.`);
    this.selection.anchor = { row: top, column: left };
    this.selection.go(top + body.length - 1, left + Math.max(...body.map((row) => row.length)) - 1, true);
  }

  // Which column each pasted one is: by its header where the first row holds headers, else by its place.
  headed(rows) {
    const { left } = this.selection.block;
    const names = rows[0].map((cell) => cell.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_"));
    if (rows.length > 1 && names.every((name) => this.cells.columns.includes(name))) return { columns: names, body: rows.slice(1) };
    const width = Math.max(...rows.map((row) => row.length));
    return { columns: Array.from({ length: width }, (_, n) => this.cells.columns[left + n]), body: rows };
  }

  placed(body, columns, top) {
    const changes = [];
    body.forEach((texts, n) => {
      while (top + n >= this.cells.height) this.cells.addRow();
      texts.forEach((text, each) => {
        const column = this.cells.columns.indexOf(columns[each]);
        if (column >= 0) changes.push({ cell: this.cells.at(top + n, column), text });
      });
    });
    return changes;
  }
}

for (const root of document.querySelectorAll("[data-grid]")) new Grid(root);
