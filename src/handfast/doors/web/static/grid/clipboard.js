// Cells as spreadsheets put them on the clipboard: tabs between cells, quotes around what holds a tab or a line break.

const RISKY = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;
const NUMBER = /^[+\-−]?[0-9][0-9.,]*%?$/;

// Text -> rows of cells. A quote that does not end is a quote.
export function parse(text) {
  const rows = [];
  let row = [];
  let at = 0;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (at <= plain.length) {
    const [cell, next] = plain[at] === '"' ? quoted(plain, at) : bare(plain, at);
    row.push(GUARDED.test(cell) ? cell.slice(1) : cell);
    if (next >= plain.length || plain[next] === "\n") {
      rows.push(row);
      row = [];
      if (next >= plain.length) break;
    }
    at = next + 1;
  }
  return rows;
}

function bare(text, start) {
  let end = start;
  while (end < text.length && text[end] !== "\t" && text[end] !== "\n") end += 1;
  return [text.slice(start, end).trim(), end];
}

function quoted(text, start) {
  let cell = "";
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') { cell += '"'; at += 1; }
    else if (at + 1 === text.length || text[at + 1] === "\t" || text[at + 1] === "\n") return [cell.trim(), at + 1];
    else return bare(text, start);
  }
  return bare(text, start);
}

// Rows of cells -> text. What a spreadsheet would run as a formula gets an apostrophe, which pasting takes away again.
export function format(rows) {
  return rows.map((row) => row.map(written).join("\t")).join("\r\n");
}

function written(cell) {
  const safe = RISKY.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
  return /["\t\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
