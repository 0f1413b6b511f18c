// The cells of one grid: where they are, what stands in them, what is wrong with them.

export class Cells {
  constructor(root) {
    this.root = root;
    this.table = root.querySelector("table");
    this.body = this.table.tBodies[0];
    this.heads = [...this.table.tHead.rows[0].cells].slice(1);
    this.columns = this.heads.map((head) => head.dataset.column);
    this.template = root.querySelector("template");
    this.last = Number(root.dataset.last);
  }

  get height() { return this.body.rows.length; }
  get width() { return this.columns.length; }
  at(row, column) { return this.body.rows[row]?.cells[column + 1]; }
  row(number) { return this.body.querySelector(`tr[data-row="${Number(number)}"]`); }

  placeOf(cell) {
    const row = cell.closest("tr");
    return { row: row.sectionRowIndex, column: cell.cellIndex - 1 };
  }

  text(cell) {
    const first = cell.firstChild;
    return first && first.nodeType === Node.TEXT_NODE ? first.nodeValue : "";
  }

  write(cell, text) {
    const first = cell.firstChild;
    if (first && first.nodeType === Node.TEXT_NODE) first.nodeValue = text;
    else cell.prepend(document.createTextNode(text));
  }

  fixed(cell) { return cell.getAttribute("aria-readonly") === "true"; }

  goes(row) { return row.classList.contains("goes"); }

  // A row that goes stays in sight, struck through, until it is saved; what is said of it stands at its head.
  letGo(row, goes) {
    row.classList.toggle("goes", goes);
    row.querySelector(".goes-word")?.remove();
    if (!goes) return;
    const word = document.createElement("span");
    word.className = "goes-word";
    word.textContent = this.root.dataset.sayGoes;
    row.cells[0].append(word);
  }

  addRow(number = this.last + 1) {
    this.last = Math.max(this.last, number);
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.dataset.row = number;
    row.classList.add("new");
    this.body.append(row);
    const count = Number(this.table.getAttribute("aria-rowcount")) + 1;
    this.table.setAttribute("aria-rowcount", count);
    row.setAttribute("aria-rowindex", count);
    return row;
  }

  showFaults(faults) {
    for (const each of this.body.querySelectorAll(".cell-fault")) each.remove();
    for (const cell of this.body.querySelectorAll("[aria-invalid]")) {
      cell.removeAttribute("aria-invalid");
      cell.removeAttribute("aria-describedby");
    }
    for (const fault of faults) this.showFault(fault);
  }

  showFault({ row, column, words }) {
    const line = this.row(row);
    if (!line) return;
    const place = this.columns.indexOf(column);
    const cell = line.cells[place + 1];
    const told = document.createElement("span");
    told.className = "cell-fault";
    told.textContent = words;
    if (place >= 0) {
      told.id = `fault-${row}-${column}`;
      cell.setAttribute("aria-invalid", "true");
      cell.setAttribute("aria-describedby", told.id);
    }
    cell.append(told);
  }
}
