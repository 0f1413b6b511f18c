// One box chooses all rows that are shown.
document.addEventListener("change", ({ target }) => {
  if (!target.dataset?.all) return;
  for (const box of target.form.querySelectorAll(`[name="${CSS.escape(target.dataset.all)}"]`)) box.checked = target.checked;
});
