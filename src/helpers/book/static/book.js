// Charts are drawings until a reader reaches for one: then the Vega runtime is fetched, once, and the
// drawing is replaced by the interactive chart from the specification that stands beside it.
(() => {
  "use strict";
  const here = document.currentScript.src;
  let runtime;

  // As scripts, not fetched: that works for a book that is opened from a disk, too.
  const fetched = (address) => new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  });
  const load = () => (runtime ??= fetched(here.replace(/book\.js.*$/, "book-vega.js")));

  const upgrade = async (body) => {
    if (body.dataset.state) return;
    body.dataset.state = "loading";
    try {
      await Promise.all([load(), fetched(body.dataset.spec)]);
      const embed = window.vegaEmbed;
      const parts = window.bookSpecs[body.dataset.spec.replace(/^.*\//, "")];
      for (const room of body.querySelectorAll(".exhibit-room")) {
        if (getComputedStyle(room).display === "none") continue;
        const name = room.classList.contains("exhibit-wide") ? "wide" : "narrow";
        const spec = { ...parts.rooms[name], datasets: parts.datasets };
        spec.description = body.getAttribute("aria-label");
        const stage = document.createElement("div");
        // `ast` uses Vega's interpreter: no eval, so that a strict content policy can hold.
        await embed(stage, spec, { ast: true, renderer: "svg", actions: false, defaultStyle: false });
        stage.querySelector("svg")?.setAttribute("aria-hidden", "true");
        room.replaceChildren(stage);
        // Switches and sliders are no part of the picture: they stand after it, for every reader.
        const controls = stage.querySelector(".vega-bindings");
        if (controls) {
          controls.classList.add("exhibit-controls");
          body.after(controls);
        }
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
    // A chart with switches shows them without being asked, once it is near.
    if ("controls" in body.dataset) {
      new IntersectionObserver((seen, watch) => {
        if (!seen.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        upgrade(body);
      }, { rootMargin: "200px" }).observe(body);
    }
  }

  // A number of the text is a link to its derivation. Here the derivation comes to the number.
  const card = document.createElement("div");
  card.className = "number-card";
  card.id = "number-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.body.append(card);
  let held = null;
  const show = (number) => {
    const facts = [["Value", `${number.dataset.value} (${number.dataset.unit})`], ["How", number.dataset.how], ["Tables", number.dataset.tables]];
    const list = document.createElement("dl");
    for (const [name, words] of facts) {
      const term = document.createElement("dt");
      const text = document.createElement("dd");
      term.textContent = name;
      text.textContent = words;
      list.append(term, text);
    }
    card.replaceChildren(list);
    if (held === number) {
      const more = document.createElement("a");
      more.href = number.href;
      more.textContent = "Sources, in the list of numbers";
      card.append(more);
    }
    card.hidden = false;
    const at = number.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 8));
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${at.bottom + window.scrollY + 4}px`;
    number.setAttribute("aria-describedby", card.id);
  };
  const hide = () => {
    held = null;
    card.hidden = true;
  };
  for (const number of document.querySelectorAll("a.book-number")) {
    number.addEventListener("pointerenter", () => held || show(number));
    number.addEventListener("pointerleave", () => held || hide());
    number.addEventListener("focus", () => show(number));
    number.addEventListener("blur", (event) => card.contains(event.relatedTarget) || hide());
    number.addEventListener("click", (event) => {
      // The second click follows the link.
      if (held === number) return;
      event.preventDefault();
      held = number;
      show(number);
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("pointerdown", (event) => {
    if (held && !card.contains(event.target) && !held.contains(event.target)) hide();
  });

  // Claims can be filtered; without this script all are shown.
  for (const list of document.querySelectorAll(".claim-list")) {
    const claims = [...list.querySelectorAll(":scope > .claim")];
    const bar = document.createElement("form");
    bar.className = "claim-filter";
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    const chosen = {};
    const apply = () => {
      let shown = 0;
      for (const claim of claims) {
        claim.hidden = !Object.entries(chosen).every(([key, value]) => !value || claim.dataset[key] === value);
        shown += !claim.hidden;
      }
      count.textContent = `${shown} of ${claims.length}`;
    };
    for (const key of ["verdict", "kind", "confidence"]) {
      const values = [...new Set(claims.map((claim) => claim.dataset[key]))].sort();
      if (values.length < 2) continue;
      const label = document.createElement("label");
      const select = document.createElement("select");
      select.name = key;
      select.append(new Option("all", ""), ...values.map((value) => new Option(value, value)));
      select.addEventListener("change", () => {
        chosen[key] = select.value;
        apply();
      });
      label.append(`${key[0].toUpperCase()}${key.slice(1)} `, select);
      bar.append(label);
    }
    bar.append(count);
    list.prepend(bar);
    apply();
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
