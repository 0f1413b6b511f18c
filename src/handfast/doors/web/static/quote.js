// The quote desk: lines come and go, keys shake hands. Answers come from the server.

const lines = document.getElementById("lines");
const wish = document.getElementById("wish");
let next = lines ? lines.querySelectorAll(".line").length : 0;

async function oneMore(button) {
  const headers = { "HX-Request": "true", "HX-Current-URL": window.location.href };
  const response = await fetch(`${button.dataset.address}?number=${next}`, { headers });
  const away = response.headers.get("HX-Redirect"); // the session has ended: to the sign-in, and back to what is typed
  if (away) { window.location.assign(away); return; }
  if (!response.ok) { window.location.reload(); return; }
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

// The address says what is typed, at once: whatever happens next, coming back brings it back.
document.addEventListener("input", (event) => {
  if (!wish || !event.target.closest("#wish, [name=order]")) return;
  const typed = new URLSearchParams(new FormData(wish));
  const order = document.querySelector("[name=order]")?.value;
  if (order) typed.set("order", order);
  const query = [...typed.values()].some(Boolean) ? `?${typed}` : "";
  window.history.replaceState(window.history.state, "", wish.getAttribute("action") + query);
}, true);

// An order number that is typed beside the answer stays, whatever is asked next.
document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  const order = document.querySelector("[name=order]")?.value;
  if (detail.elt === wish && order) detail.parameters.set("order", order);
});

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
