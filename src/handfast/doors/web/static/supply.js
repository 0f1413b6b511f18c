// One box chooses all rows that are shown.
document.addEventListener("change", ({ target }) => {
  if (!target.dataset?.all) return;
  for (const box of target.form.querySelectorAll(`[name="${CSS.escape(target.dataset.all)}"]`)) box.checked = target.checked;
});

// ---- a run is dragged by whole days; what would follow is asked for when it is let go

let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const run = event.button === 0 && event.pointerType !== "touch" && event.target.closest?.(".gantt .movable");
  if (!run) return;
  const svg = run.ownerSVGElement;
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  dragged = { run, from: event.clientX, unit: Number(run.closest(".gantt").dataset.day), scale, days: 0 };
  event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const { run, from, unit, scale } = dragged;
  dragged.days = Math.round(((event.clientX - from) * scale) / unit);
  run.classList.toggle("dragged", dragged.days !== 0);
  run.setAttribute("transform", `translate(${dragged.days * unit} 0)`);
});

function letGo() {
  const { run, days } = dragged;
  dragged = null;
  if (!days) return run.removeAttribute("transform");
  const day = new Date(`${run.dataset.starts}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  const address = `${run.dataset.move}?to=${day.toISOString().slice(0, 10)}`;
  window.htmx.ajax("GET", address, { target: "#move", swap: "innerHTML show:#move:top" });
}

document.addEventListener("pointerup", () => dragged && letGo());
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !dragged) return;
  dragged.run.removeAttribute("transform");
  dragged = null;
});
