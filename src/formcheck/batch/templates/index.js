// Sorts the table of clips by the column whose heading is pressed; pressed again, the other way.
const table = document.querySelector("table.clips");

function valueOf(row, column, kind) {
  const cell = row.cells[column];
  return kind === "number" ? Number(cell.dataset.value) : cell.textContent.trim().toLowerCase();
}

function sortBy(heading) {
  const column = heading.cellIndex;
  const kind = heading.dataset.sort;
  const descending = heading.getAttribute("aria-sort") === "ascending";
  const sign = descending ? -1 : 1;
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => {
    const [x, y] = [valueOf(a, column, kind), valueOf(b, column, kind)];
    return sign * (kind === "number" ? x - y : x.localeCompare(y));
  });
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  table.tBodies[0].append(...rows);
}

if (table) {
  for (const heading of table.tHead.rows[0].cells) {
    heading.querySelector("button").addEventListener("click", () => sortBy(heading));
  }
}
