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

  // The search comes when a reader reaches for a field of it, or stands on its page.
  const searched = "form.bd-search";
  const loadSearch = () => {
    for (const name of ["book-search.js", "book-search-things.js", "book-search-text.js"]) {
      fetched(here.replace(/book\.js.*$/, name));
    }
  };
  if (document.getElementById("search-results") || document.activeElement.closest(searched)) loadSearch();
  else {
    const reached = (event) => {
      if (!event.target.closest(searched)) return;
      document.removeEventListener("focusin", reached);
      loadSearch();
    };
    document.addEventListener("focusin", reached);
  }

  // What no reader reached for waits until the page is there and has nothing else to do.
  const idle = new Promise((done) => {
    const wait = () => (window.requestIdleCallback ?? setTimeout)(done);
    if (document.readyState === "complete") wait();
    else window.addEventListener("load", wait, { once: true });
  });

  // Tooltips are styled by book.css: the content policy allows no style put in by a script. Vega's own
  // escaping leaves quotation marks. What a row does not tell has no line.
  const tips = {
    disableDefaultStyle: true,
    formatTooltip: (value, clean) => {
      if (typeof value !== "object") return clean(value);
      const told = Object.entries(value).filter(([, words]) => !["", "null", "undefined"].includes(words));
      const rows = told.map(([name, words]) => `<tr><td class="key">${clean(name)}</td><td class="value">${clean(words)}</td></tr>`);
      return `<table>${rows.join("")}</table>`;
    },
    sanitize: (value) => String(value).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`),
  };

  // Which of a chart's two drawings is seen: the limit of book.css.
  const phone = matchMedia("(max-width: 700px)");
  const views = new WeakMap();

  const upgrade = async (body) => {
    const layout = phone.matches ? "narrow" : "wide";
    if (body.dataset.layout === layout) return;
    body.dataset.layout = layout;
    body.dataset.state = "loading";
    const file = body.dataset.spec.replace(/^.*\//, "");
    try {
      // Words are measured with the book's own type.
      await Promise.all([load(), window.bookSpecs?.[file] ?? fetched(body.dataset.spec), document.fonts.ready]);
      const parts = window.bookSpecs[file];
      const spec = { ...parts.layouts[layout], datasets: parts.datasets };
      spec.description = body.getAttribute("aria-label");
      const stage = document.createElement("div");
      // `ast` uses Vega's interpreter: no eval, so that a strict content policy can hold.
      const { view } = await window.vegaEmbed(stage, spec, { ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: tips });
      const earlier = views.get(body);
      if (earlier) await takeOver(view, earlier, spec);
      // The phone was turned meanwhile: the other drawing is on its way.
      if (body.dataset.layout !== layout) return view.finalize();
      earlier?.finalize();
      views.set(body, view);
      stage.querySelector("svg")?.setAttribute("aria-hidden", "true");
      body.querySelector(`.exhibit-${layout}`).replaceChildren(stage);
      beside(body, "exhibit-failed");
      showControls(body, stage.querySelector(".vega-bindings"), spec, view);
      body.dataset.state = "interactive";
    } catch (error) {
      runtime = undefined;
      body.dataset.layout = body.dataset.state = "";
      const words = document.createElement("p");
      words.setAttribute("role", "status");
      words.textContent = "The interactive chart could not be loaded, so this is its drawing: check the connection and touch the chart again.";
      beside(body, "exhibit-failed", words);
      console.error("The chart stays a drawing:", error);
    }
  };

  // What stands after a chart: one node of a class, in the place of an earlier one.
  const beside = (body, name, node) => {
    body.parentElement.querySelector(`:scope > .${name}`)?.remove();
    node?.classList.add(name);
    if (node) body.after(node);
  };

  // What a reader who goes by the keyboard is at, for eyes and ears.
  const tell = (body, words) => {
    let line = body.parentElement.querySelector(":scope > .exhibit-value");
    if (!line) {
      line = document.createElement("p");
      line.setAttribute("role", "status");
      beside(body, "exhibit-value", line);
    }
    line.textContent = words;
    if (!words) for (const mark of body.querySelectorAll(".at")) mark.classList.remove("at");
  };

  // What a reader has set and picked goes along when the phone is turned.
  const takeOver = async (view, earlier, spec) => {
    for (const { name, bind } of spec.params ?? []) if (bind?.input) view.signal(name, earlier.signal(name));
    const picked = earlier.getState({ signals: () => false, data: (name) => name?.endsWith("_store") });
    await view.setState({ data: picked.data }).runAsync();
  };

  // Switches and sliders are no part of the picture: they stand after it, for every reader.
  const showControls = (body, made, spec, view) => {
    if (!made?.childElementCount) return made?.remove();
    // Nothing is sent, so it is no form.
    const controls = document.createElement("div");
    controls.setAttribute("role", "group");
    controls.setAttribute("aria-label", "Settings of the chart");
    controls.append(...made.childNodes);
    made.remove();
    const focused = document.activeElement.closest(".exhibit-controls + *, .exhibit-controls") && document.activeElement.name;
    beside(body, "exhibit-controls", controls);
    controls.addEventListener("input", () => { body.dataset.set = ""; });
    const field = (name) => controls.querySelector(`[name="${name}"]`);
    if (focused) field(focused)?.focus();
    // A control that tells only under one choice of another is shown under that choice alone.
    const { by, shows, hides = {} } = spec.usermeta ?? {};
    if (!by) return;
    const hint = document.createElement("p");
    controls.append(hint);
    const apply = () => {
      const choice = view.signal(by);
      const hide = (name, yes) => { field(name).closest(".vega-bind").hidden = yes; };
      for (const [needed, names] of Object.entries(shows)) {
        for (const name of names) hide(name, needed !== choice);
      }
      // Nor is one shown that tells nothing while others stand as they do.
      for (const [name, when] of Object.entries(hides)) {
        const idle = Object.entries(when).every(([other, values]) => values.includes(view.signal(other)));
        const place = Object.keys(shows).find((needed) => shows[needed].includes(name));
        hide(name, idle || (place !== undefined && place !== choice));
      }
      const others = Object.keys(shows).filter((needed) => needed !== choice).map((needed) => `“${needed}”`);
      hint.textContent = `To set more, choose ${others.join(" or ")} above.`;
      hint.hidden = choice in shows;
    };
    const signals = new Set([by, ...Object.values(hides).flatMap((when) => Object.keys(when))]);
    for (const signal of signals) view.addSignalListener(signal, apply);
    apply();
  };

  // What the keys do, for ears; eyes see it under a chart that the keyboard is at (book.css).
  const keys = document.createElement("p");
  keys.id = "chart-keys";
  keys.hidden = true;
  keys.textContent = "Arrow keys read legend and values; Enter picks an entry of the legend out.";
  document.body.append(keys);
  for (const body of document.querySelectorAll(".exhibit-body")) {
    for (const event of ["pointerenter", "focusin", "click"]) {
      body.addEventListener(event, () => upgrade(body), { passive: true });
    }
    // A finger that taps does not move, which is what Vega's tooltips wait for.
    body.addEventListener("click", (event) => event.target.dispatchEvent(new PointerEvent("pointermove", event)));
    // Arrows go from mark to mark, the entries of the legend first, and say its values under the chart; Enter
    // picks an entry out, Escape ends it.
    body.tabIndex = 0;
    body.setAttribute("aria-describedby", keys.id);
    let marks = [], at = -1;
    body.addEventListener("keydown", async (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") return tell(body, "");
      if (event.key === "Enter") return marks[at]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      if (!by) return;
      event.preventDefault();
      await upgrade(body);
      // In the order of the drawing the legend comes after what it explains.
      const chart = body.querySelector(".vega-embed");
      marks = [".role-legend-label text", ".role-mark [aria-label]"].flatMap((kind) => [...chart?.querySelectorAll(kind) ?? []]);
      if (!marks.length) return;
      at = at < 0 ? (by > 0 ? 0 : marks.length - 1) : (at + by + marks.length) % marks.length;
      for (const mark of marks) mark.classList.toggle("at", mark === marks[at]);
      const words = marks[at].getAttribute("aria-label") ?? `Legend: ${marks[at].textContent}`;
      tell(body, `${words} (${at + 1} of ${marks.length})`);
    });
    // A chart that is in use stays so when the phone is turned; print takes what is there.
    phone.addEventListener("change", () => {
      if (body.dataset.layout && !matchMedia("print").matches) upgrade(body);
    });
    // A chart with switches shows them without being asked, once it is near.
    if ("controls" in body.dataset) {
      new IntersectionObserver((seen, watch) => {
        if (!seen.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        idle.then(() => upgrade(body));
      }, { rootMargin: "200px" }).observe(body);
    }
  }

  for (const event of ["pointerdown", "scroll"]) {
    document.addEventListener(event, () => document.getElementById("vg-tooltip-element")?.classList.remove("visible"), { passive: true });
  }

  // Chapters and contents: the theme opens them as dialogs where they have no place of their own.
  for (const [name, wide] of [["primary", 992], ["secondary", 1200]]) {
    const button = document.querySelector(`.${name}-toggle`);
    const dialog = document.getElementById(`pst-${name}-sidebar-modal`);
    if (!button || !dialog) continue;
    const followed = "followed";
    dialog.addEventListener("click", (event) => event.target.closest("a") && dialog.close(followed));
    // After the theme, which returns to where it was: nowhere, since it takes the focus from the button.
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== followed) button.focus();
      dialog.returnValue = "";
    });
    // Where it stands open beside the text the button folds it; the focus stays on the button there, too.
    button.parentElement.addEventListener("click", () => setTimeout(() => dialog.open || button.focus()), true);
    matchMedia(`(min-width: ${wide}px)`).addEventListener("change", () => dialog.close());
  }

  // Paper is white, whatever the screen; and marks of sources are of use only with their names.
  let screenTheme;
  const closed = document.querySelectorAll(".row-source-list:not([open])");
  matchMedia("print").addEventListener("change", ({ matches }) => {
    for (const list of closed) list.open = matches;
    const { dataset } = document.documentElement;
    if (matches) screenTheme = dataset.theme;
    dataset.theme = matches ? "light" : screenTheme;
  });

  // What is folded away on the screen stands open on paper.
  const about = [...document.querySelectorAll(".exhibit-about:not([open]), .cited:not([open])")];
  window.addEventListener("beforeprint", () => about.forEach((fold) => { fold.open = true; }));
  window.addEventListener("afterprint", () => about.forEach((fold) => { fold.open = false; }));
  // Who is led to a place inside a fold sees it open.
  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest("details:not([open])");
    if (!fold) return;
    fold.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  // A number of the text is a link to its derivation. Here the derivation comes to the number, in words.
  const card = document.createElement("div");
  card.className = "number-card";
  card.id = "number-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.body.append(card);
  let held = null;
  const line = (words, name = "p") => {
    const node = document.createElement(name);
    node.append(...[words].flat());
    return node;
  };
  const show = (number) => {
    const { value, how, sources, tables, number: id } = number.dataset;
    // The names of measures are for the fold; of long ways the last steps tell most.
    const words = how.replace(/ \(\w+\.\w+\)(?=;|$)/g, "").split("; ").slice(-2).map((step) => `${step.replace(/\.$/, "")}.`).join(" ");
    const text = number.textContent;
    const more = value.startsWith(text) ? value.slice(text.length) : ` = ${value}`;
    const shown = [line([line(text, "strong"), more]), line(words)];
    if (sources) shown.push(line(`Source: ${sources}.`));
    if (document.activeElement === number && mates(number).length > 1) shown.push(line("← → to the other numbers of the paragraph", "small"));
    card.replaceChildren(...shown);
    if (held === number) {
      const place = line("Its place in the list of numbers", "a");
      place.href = number.href;
      const fold = line([line("For re-executors", "summary"), line(`${id}: ${how}`), line(`Tables: ${tables || "none, our choice"}`)], "details");
      card.append(place, fold);
    }
    card.hidden = false;
    const at = number.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 8));
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${at.bottom + window.scrollY + 4}px`;
    number.setAttribute("aria-describedby", card.id);
  };
  // Another number may lie under the card: Escape closes it for as long as the pointer rests.
  let pointer = [];
  let dismissed = [];
  const isDismissed = ({ clientX, clientY }) => clientX === dismissed[0] && clientY === dismissed[1];
  const hide = () => {
    held = null;
    card.hidden = true;
  };
  // The Tab key comes to one number of a paragraph; the arrows lead to its others.
  const mates = (number) => [...(number.closest("p, td, dd, li") ?? number.parentElement).querySelectorAll("a.book-number")];
  for (const number of document.querySelectorAll("a.book-number")) {
    const others = mates(number);
    if (others.slice(0, others.indexOf(number)).some((other) => other.tabIndex === 0)) number.tabIndex = -1;
    number.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const next = step && others[others.indexOf(number) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
    number.addEventListener("pointerenter", (event) => held || isDismissed(event) || show(number));
    number.addEventListener("pointerleave", () => held || hide());
    number.addEventListener("focus", () => show(number));
    number.addEventListener("blur", (event) => card.contains(event.relatedTarget) || hide());
    // The card stands at the page's end: Tab goes into it and from there on in the text.
    number.addEventListener("keydown", (event) => {
      if (held !== number || event.key !== "Tab" || event.shiftKey) return;
      event.preventDefault();
      card.querySelector("a").focus();
    });
    number.addEventListener("click", (event) => {
      // The second click follows the link.
      if (held === number) return;
      event.preventDefault();
      held = number;
      show(number);
    });
  }
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" && event.key !== "Escape") return;
    // From one to the other of the two in the card Tab goes by itself.
    const edge = card.querySelector(event.shiftKey ? "a" : "summary");
    if (event.key === "Tab" && document.activeElement !== edge) return;
    if (event.shiftKey) event.preventDefault();
    held.focus();
  });
  card.addEventListener("focusout", (event) => event.relatedTarget === held || card.contains(event.relatedTarget) || hide());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    dismissed = pointer;
    hide();
  });
  document.addEventListener("pointermove", ({ clientX, clientY }) => { pointer = [clientX, clientY]; });
  document.addEventListener("pointerdown", (event) => {
    if (held && !card.contains(event.target) && !held.contains(event.target)) hide();
  });

  // A site that ships a newer version says so in book-status.js of the older one.
  if (window.bookNewer) {
    const bar = document.createElement("p");
    bar.className = "book-newer";
    bar.setAttribute("role", "status");
    const link = document.createElement("a");
    // The folder of the front page, here and there. The front page is there for sure; this page is, if
    // the newer version still has it and may be asked.
    const root = new URL(document.documentElement.dataset.content_root, location);
    const newer = new URL(window.bookNewer.address, root);
    link.href = new URL("index.html", newer);
    const same = new URL(location.href.slice(root.href.length), newer);
    if (same.origin === location.origin && same.protocol !== "file:") {
      fetch(same, { method: "HEAD" }).then((answer) => { if (answer.ok) link.href = same; });
    }
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
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      const done = await copied(text.href ?? text.textContent);
      status.textContent = done ? "" : " The browser does not let the book copy: the text is marked, press Ctrl+C or hold it.";
      if (!done) return getSelection().selectAllChildren(text);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    (text.previousElementSibling?.querySelector("a[download]") ?? text).after(button, status);
  }
  async function copied(words) {
    // Pages opened as files, and pages without TLS, have no clipboard of the new kind.
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(words).then(() => true, () => false);
    }
    const area = document.createElement("textarea");
    area.value = words;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
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
  const filterBar = (items, keys, searched = "") => {
    // No form: nothing of it is sent.
    const bar = document.createElement("div");
    bar.className = "filter-bar";
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    const chosen = {};
    let words = [];
    const apply = () => {
      let shown = 0;
      for (const { node, values, text } of items) {
        node.hidden = !(
          Object.entries(chosen).every(([key, value]) => !value || values[key].includes(value)) &&
          words.every((word) => text.includes(word))
        );
        shown += !node.hidden;
      }
      count.textContent = `${shown} of ${items.length}`;
      items[0]?.node.closest("figure")?.dispatchEvent(new Event("filtered"));
    };
    if (searched) {
      for (const item of items) item.text = item.node.textContent.toLowerCase();
      const box = document.createElement("input");
      box.type = "search";
      box.className = "source-search";
      box.placeholder = searched;
      box.setAttribute("aria-label", searched);
      box.addEventListener("input", () => {
        words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
        apply();
      });
      bar.append(box);
    }
    for (const key of keys) {
      // An empty cell is no choice of its own.
      const options = [...new Set(items.flatMap(({ values }) => values[key]))].filter(Boolean).sort();
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

  for (const list of document.querySelectorAll(".gallery")) {
    const keys = list.dataset.facets.split(" ");
    const items = [...list.children].map((node) => ({
      node,
      values: Object.fromEntries(keys.map((key) => [key, node.dataset[key.toLowerCase()].split(", ").filter(Boolean)])),
    }));
    list.before(filterBar(items, keys, "Search the exhibits"));
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
    frame.before(filterBar(items, places.map((at) => heads[at]), "search" in figure.dataset ? "Search the rows" : ""));
  }

  // The annexes are half of the menu: who reads none of them has them under one line.
  const annexes = [...document.querySelectorAll(".bd-links .bd-sidenav")].at(-1);
  const heading = annexes?.previousElementSibling;
  if (heading?.matches(".caption") && !annexes.querySelector(".current")) {
    const part = document.createElement("details");
    const line = document.createElement("summary");
    heading.before(part);
    line.append(heading);
    part.append(line, annexes);
  }

  // A long table shows its first rows until a reader asks for all; on paper, and without this script, all stand.
  for (const figure of document.querySelectorAll("figure[data-fold]")) {
    const table = figure.querySelector("table.exhibit-data");
    const rows = [...table.tBodies[0].rows];
    const first = Number(figure.dataset.fold);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold";
    let whole = false;
    const set = () => {
      // Of those that the filters let through.
      const shown = rows.filter((row) => !row.hidden);
      for (const row of rows) row.classList.toggle("folded", !whole && shown.indexOf(row) >= first);
      button.setAttribute("aria-expanded", String(whole));
      button.textContent = whole ? `Show the first ${first} rows` : `Show all ${shown.length} rows`;
      button.hidden = shown.length <= first;
    };
    // A row that was asked for by its address is seen.
    const reveal = () => {
      const row = document.getElementById(location.hash.slice(1));
      if (!row?.matches("tr.folded") || !figure.contains(row)) return;
      whole = true;
      set();
      row.scrollIntoView();
    };
    button.addEventListener("click", () => {
      whole = !whole;
      set();
    });
    figure.addEventListener("filtered", set);
    addEventListener("hashchange", reveal);
    set();
    reveal();
    (table.closest(".pst-scrollable-table-container") ?? table).after(button);
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
