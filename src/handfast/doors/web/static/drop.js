// Dropping files: what is too large or of another kind is told before it travels.

for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const said = form.querySelector(".drop-said");
  const endings = input.accept.split(",");

  const wrong = (file) => {
    if (file.size > Number(form.dataset.most)) return form.dataset.tooLarge;
    return endings.some((ending) => file.name.toLowerCase().endsWith(ending)) ? null : form.dataset.notRead;
  };

  const look = () => {
    const bad = [...input.files].map((file) => [file.name, wrong(file)]).find(([, why]) => why);
    said.textContent = bad ? `${bad[0]}: ${bad[1]}` : [...input.files].map((file) => file.name).join(", ");
    said.classList.toggle("fault", Boolean(bad));
    return input.files.length > 0 && !bad;
  };

  const send = () => {
    if (!look()) return;
    said.textContent = form.dataset.sending;
    form.requestSubmit();
  };

  input.addEventListener("change", send);
  form.addEventListener("submit", (event) => {
    if (!look()) event.preventDefault();
    else said.textContent = form.dataset.sending;
  });
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send();
  });
}
