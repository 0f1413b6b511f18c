// The quote desk: lines come and go, keys shake hands, the text for the customer is copied. Answers come from the server.

const lines = document.getElementById("lines");
const wish = document.getElementById("wish");
let next = lines ? lines.querySelectorAll(".line").length : 0;

async function oneMore(button) {
  const response = await fetch(`${button.dataset.address}?number=${next}`, { headers: { "HX-Request": "true" } });
  if (!response.ok || response.redirected) { window.location.reload(); return; }
  next += 1;
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  const line = holder.content.firstElementChild;
  lines.append(line);
  window.htmx.process(line);
  line.querySelector("input").focus();
}

function renumber() {
  // Answers find their line by its place: what stands third is line 2 for the server.
  [...lines.querySelectorAll(".line")].forEach((line, number) => {
    line.dataset.number = number;
    const can = line.querySelector(".can");
    can.id = `can-${number}`;
    for (const input of line.querySelectorAll("input")) input.setAttribute("aria-describedby", can.id);
  });
}

document.addEventListener("click", async (event) => {
  const more = event.target.closest("#one-more");
  if (more) { await oneMore(more); renumber(); }
  const drop = event.target.closest("[data-drop]");
  if (drop) {
    const line = drop.closest(".line");
    const neighbour = line.previousElementSibling?.matches(".line") ? line.previousElementSibling : line.nextElementSibling;
    line.remove();
    renumber();
    neighbour?.querySelector("input").focus();
    window.htmx.trigger(wish, "answer");
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const text = document.getElementById(copy.dataset.copy);
    text.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(text.value);
    else document.execCommand("copy");
    copy.textContent = copy.dataset.copied;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const button = document.querySelector(`[data-key="${event.shiftKey ? "hold" : "promise"}"]`);
  if (button) { event.preventDefault(); button.click(); }
});

// Enter in a field asks at once instead of sending the page.
wish?.addEventListener("submit", (event) => {
  event.preventDefault();
  window.htmx.trigger(wish, "answer");
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector?.(".settled")?.focus();
});
