// One cell open for typing. Enter and Tab keep what was typed, Escape gives it up.

export class Editing {
  constructor(cells, keep, move) {
    this.cells = cells;
    this.keep = keep;
    this.move = move;
    this.cell = null;
  }

  open(cell, typed = null) {
    if (this.cell || this.cells.fixed(cell)) return;
    this.cell = cell;
    const { column } = this.cells.placeOf(cell);
    const name = this.cells.columns[column];
    const input = document.createElement("input");
    input.value = typed ?? this.cells.text(cell);
    input.setAttribute("aria-label", `${name}, ${cell.closest("tr").dataset.row}`);
    input.autocomplete = "off";
    input.spellcheck = false;
    if (document.getElementById(`names-${name}`)) input.setAttribute("list", `names-${name}`);
    cell.classList.add("editing");
    cell.append(input);
    input.focus();
    if (typed === null) input.select();
    const byTyping = typed !== null;
    input.addEventListener("keydown", (event) => this.key(event, byTyping));
    input.addEventListener("blur", () => this.close(true));
  }

  key(event, byTyping) {
    event.stopPropagation();
    const steps = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1] };
    if (byTyping && !event.target.list) Object.assign(steps, { ArrowDown: [1, 0], ArrowUp: [-1, 0] });
    if (event.isComposing) return;
    if (event.key === "Escape") { event.preventDefault(); this.close(false); this.move(0, 0); }
    else if (steps[event.key]) {
      event.preventDefault();
      this.close(true);
      this.move(...steps[event.key]);
    }
  }

  close(keep) {
    const { cell } = this;
    if (!cell) return;
    this.cell = null;
    const input = cell.querySelector("input");
    const text = input.value.trim();
    input.remove();
    cell.classList.remove("editing");
    if (keep && text !== this.cells.text(cell)) this.keep(cell, text);
  }
}
