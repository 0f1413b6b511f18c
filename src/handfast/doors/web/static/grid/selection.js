// What is selected: one cell that has the focus, and the block between it and an anchor.

export class Selection {
  constructor(cells) {
    this.cells = cells;
    this.active = { row: 0, column: 0 };
    this.anchor = { row: 0, column: 0 };
    const first = cells.at(0, 0);
    if (first) first.tabIndex = 0;
  }

  get block() {
    const { active, anchor } = this;
    return {
      top: Math.min(active.row, anchor.row),
      bottom: Math.max(active.row, anchor.row),
      left: Math.min(active.column, anchor.column),
      right: Math.max(active.column, anchor.column),
    };
  }

  *each() {
    const { top, bottom, left, right } = this.block;
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) yield { row, column };
    }
  }

  // Go to a cell; with `keep` the anchor stays and the block grows.
  go(row, column, keep = false) {
    const { cells } = this;
    const to = {
      row: Math.max(0, Math.min(row, cells.height - 1)),
      column: Math.max(0, Math.min(column, cells.width - 1)),
    };
    const old = cells.at(this.active.row, this.active.column);
    if (old) old.tabIndex = -1;
    this.active = to;
    if (!keep) this.anchor = to;
    const cell = cells.at(to.row, to.column);
    if (!cell) return;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.show();
  }

  all() {
    this.anchor = { row: 0, column: 0 };
    this.go(this.cells.height - 1, this.cells.width - 1, true);
  }

  show() {
    for (const cell of this.cells.body.querySelectorAll("[aria-selected]")) {
      cell.removeAttribute("aria-selected");
      cell.classList.remove("corner");
    }
    for (const { row, column } of this.each()) this.cells.at(row, column)?.setAttribute("aria-selected", "true");
    const { bottom, right } = this.block;
    this.cells.at(bottom, right)?.classList.add("corner");
  }
}
