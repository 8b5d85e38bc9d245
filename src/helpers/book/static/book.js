// Charts are drawings until a reader reaches for one: then the Vega runtime is fetched, once, and the
// drawing is replaced by the interactive chart from the specification that stands beside it.
(() => {
  "use strict";
  const here = document.currentScript.src;
  let runtime;

  const load = () => (runtime ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = here.replace(/book\.js.*$/, "book-vega.js");
    script.onload = () => done(window.vegaEmbed);
    script.onerror = fail;
    document.head.append(script);
  }));

  const upgrade = async (body) => {
    if (body.dataset.state) return;
    body.dataset.state = "loading";
    try {
      const embed = await load();
      const parts = JSON.parse(body.nextElementSibling.textContent);
      for (const room of body.querySelectorAll(".exhibit-room")) {
        if (getComputedStyle(room).display === "none") continue;
        const name = room.classList.contains("exhibit-wide") ? "wide" : "narrow";
        const spec = { ...parts.rooms[name], datasets: parts.datasets };
        spec.description = body.getAttribute("aria-label");
        const stage = document.createElement("div");
        // `ast` uses Vega's interpreter: no eval, so that a strict content policy can hold.
        await embed(stage, spec, { ast: true, renderer: "svg", actions: false, defaultStyle: false });
        room.replaceChildren(stage);
      }
      body.dataset.state = "interactive";
    } catch (error) {
      body.dataset.state = "";
      console.error("The chart stays a drawing:", error);
    }
  };

  for (const body of document.querySelectorAll(".exhibit-body")) {
    for (const event of ["pointerenter", "focusin", "click"]) {
      body.addEventListener(event, () => upgrade(body), { once: true, passive: true });
    }
  }

  // The list of sources can be searched; without this script it is a plain list.
  for (const list of document.querySelectorAll(".source-list")) {
    const box = document.createElement("input");
    box.type = "search";
    box.className = "source-search";
    box.placeholder = "Search sources";
    box.setAttribute("aria-label", "Search sources");
    const count = document.createElement("p");
    count.setAttribute("role", "status");
    count.className = "source-count";
    const items = [...list.querySelectorAll(".source-entry")].map((node) => [node, node.textContent.toLowerCase()]);
    const show = () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [node, text] of items) {
        const hit = words.every((word) => text.includes(word));
        node.hidden = !hit;
        shown += hit;
      }
      count.textContent = `${shown} of ${items.length} sources`;
    };
    box.addEventListener("input", show);
    list.before(box, count);
    show();
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView();
  }
})();
