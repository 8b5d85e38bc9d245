// Charts are drawings until a reader reaches for one: then the Vega runtime is fetched, once, and the
// drawing is replaced by the interactive chart from the specification that stands beside it.
(() => {
  "use strict";
  const here = document.currentScript.src;
  // The theme's script, which comes later, calls it an error when no reader has chosen.
  document.documentElement.dataset.mode ||= "auto";
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

  // What no reader reached for waits until the page is there and has nothing else to do.
  const idle = new Promise((done) => {
    const wait = () => (window.requestIdleCallback ?? setTimeout)(done);
    if (document.readyState === "complete") wait();
    else window.addEventListener("load", wait, { once: true });
  });

  // Tooltips are styled by book.css: the content policy allows no style put in by a script. Vega's own
  // escaping leaves quotation marks.
  const tips = {
    disableDefaultStyle: true,
    sanitize: (value) => String(value).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`),
  };

  const upgrade = async (body) => {
    if (body.dataset.state) return;
    body.dataset.state = "loading";
    try {
      // Words are measured with the book's own type.
      await Promise.all([load(), fetched(body.dataset.spec), document.fonts.ready]);
      const embed = window.vegaEmbed;
      const parts = window.bookSpecs[body.dataset.spec.replace(/^.*\//, "")];
      for (const room of body.querySelectorAll(".exhibit-room")) {
        if (getComputedStyle(room).display === "none") continue;
        const name = room.classList.contains("exhibit-wide") ? "wide" : "narrow";
        const spec = { ...parts.rooms[name], datasets: parts.datasets };
        spec.description = body.getAttribute("aria-label");
        const stage = document.createElement("div");
        // `ast` uses Vega's interpreter: no eval, so that a strict content policy can hold.
        await embed(stage, spec, { ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: tips });
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
        idle.then(() => upgrade(body));
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

  // A site that ships a newer version says so in book-status.js of the older one.
  if (window.bookNewer) {
    const bar = document.createElement("p");
    bar.className = "book-newer";
    bar.setAttribute("role", "status");
    const link = document.createElement("a");
    link.href = window.bookNewer.address;
    link.textContent = `version ${window.bookNewer.version}`;
    bar.append("This is an older version of the book. The newest is ", link, ".");
    document.querySelector("article, main").prepend(bar);
  }

  // What can be copied gets a button that copies it.
  for (const text of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${text.dataset.copy}`);
    button.addEventListener("click", async () => {
      await copied(text.textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    (text.previousElementSibling?.querySelector("a[download]") ?? text).after(button);
  }
  async function copied(words) {
    // Pages opened as files, and pages without TLS, have no clipboard of the new kind.
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(words);
    const area = document.createElement("textarea");
    area.value = words;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  // Each paragraph has a permanent address, shown to whoever points at it.
  for (const paragraph of document.querySelectorAll("article p[id^='p-']")) {
    paragraph.addEventListener("pointerenter", () => {
      const link = document.createElement("a");
      link.className = "paragraph-link";
      link.href = `#${paragraph.id}`;
      link.textContent = "#";
      link.setAttribute("aria-label", "Permanent link to this paragraph");
      paragraph.append(link);
    }, { once: true });
  }

  // Claims, and tables marked for it, can be filtered; without this script all rows are shown.
  // An item is a node with the values that it has under each key.
  const filterBar = (items, keys) => {
    const bar = document.createElement("form");
    bar.className = "filter-bar";
    bar.addEventListener("submit", (event) => event.preventDefault());
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    const chosen = {};
    const apply = () => {
      let shown = 0;
      for (const { node, values } of items) {
        node.hidden = !Object.entries(chosen).every(([key, value]) => !value || values[key].includes(value));
        shown += !node.hidden;
      }
      count.textContent = `${shown} of ${items.length}`;
    };
    for (const key of keys) {
      const options = [...new Set(items.flatMap(({ values }) => values[key]))].sort();
      if (options.length < 2) continue;
      const label = document.createElement("label");
      const select = document.createElement("select");
      select.name = key;
      select.append(new Option("all", ""), ...options.map((value) => new Option(value, value)));
      select.addEventListener("change", () => {
        chosen[key] = select.value;
        apply();
      });
      label.append(`${key[0].toUpperCase()}${key.slice(1)} `, select);
      bar.append(label);
    }
    bar.append(count);
    apply();
    return bar;
  };

  for (const list of document.querySelectorAll(".claim-list")) {
    const keys = ["verdict", "kind", "confidence"];
    const items = [...list.querySelectorAll(":scope > .claim")].map((node) => ({
      node,
      values: Object.fromEntries(keys.map((key) => [key, [node.dataset[key]]])),
    }));
    list.prepend(filterBar(items, keys));
  }

  for (const figure of document.querySelectorAll("figure[data-filter]")) {
    const table = figure.querySelector("table.exhibit-data");
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    const places = figure.dataset.filter.split(" ").map(Number);
    const items = [...table.tBodies[0].rows].map((node) => ({
      node,
      // A cell that lists several values counts under each of them.
      values: Object.fromEntries(places.map((at) => [heads[at], node.cells[at].textContent.trim().split(", ")])),
    }));
    const frame = table.closest(".pst-scrollable-table-container") ?? table;
    frame.before(filterBar(items, places.map((at) => heads[at])));
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
