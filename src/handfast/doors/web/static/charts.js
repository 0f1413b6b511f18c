// Charts: each is asked for by its address and drawn into the space that is kept for it. The numbers stand beside it as
// a table, which is what somebody reads who cannot see the chart.

const holders = [...document.querySelectorAll("[data-chart]")];

function tip(handler, event, _item, value) {
  let box = document.querySelector(".chart-tip");
  if (!value) { box?.remove(); return; }
  if (!box) {
    box = document.createElement("div");
    box.className = "chart-tip";
    box.setAttribute("aria-hidden", "true");
    document.body.append(box);
  }
  box.replaceChildren(...Object.entries(value).map(([name, each]) => {
    const line = document.createElement("div");
    line.textContent = `${name}: ${each}`;
    return line;
  }));
  box.style.left = `${Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8)}px`;
  box.style.top = `${event.clientY + 14}px`;
}

async function draw(holder) {
  const [answer] = await Promise.all([fetch(holder.dataset.chart), import(holder.dataset.vega)]);
  if (!answer.ok || answer.redirected) { holder.classList.add("chart-missing"); return; }
  const spec = await answer.json();
  await window.vegaEmbed(holder, spec, { ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: tip });
  holder.querySelector("svg")?.setAttribute("aria-hidden", "true");
  holder.dataset.drawn = "yes";
}

// Not before it comes into sight: a page with a dozen charts opens as fast as one with none.
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    draw(target).catch((error) => { target.classList.add("chart-missing"); throw error; });
  }
}, { rootMargin: "200px" });
for (const holder of holders) seen.observe(holder);
