// The search: one list of all things of the book. Loaded by book.js when a reader reaches for a field.
(() => {
  "use strict";
  const root = new URL(document.documentElement.dataset.content_root, location).href;
  // How many of a kind the list under a field shows, and the page of results before it is asked for more.
  const [FEW, MANY] = [4, 8];
  // Of these the number is shown and not the line of detail.
  const EXHIBITS = "Figures and tables";

  // Words as they are compared: small letters without accents and apostrophes.
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f'’ʻʼ`]/g, "").replace(/ı/g, "i");
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}\p{M}]+(?:[.,]\d+)*/gu) ?? [];
  const line = (text) => ` ${wordsOf(text).join(" ")} `;
  // Where no spaces part words, a word may stand anywhere; else it begins where a word begins.
  const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;
  const has = (text, word) => text.includes(unspaced.test(word) ? word : ` ${word}`);

  const entries = [];
  const kinds = new Set();
  const places = new Map();
  let taken = 0;
  let counts;
  const take = () => {
    for (; taken < (window.bookSearch ?? []).length; taken++) {
      for (const [kind, rows] of Object.entries(window.bookSearch[taken])) {
        kinds.add(kind);
        for (const [title, detail, address, names, more, picture] of rows) {
          const known = places.get(address);
          if (known) {
            // The prose of a page that is known by its title.
            known.more += more;
            known.all += line(more);
            continue;
          }
          const entry = { kind, title, detail, address, names, more, picture, called: [...names, title].map(line) };
          entry.head = line([title, ...names].join(" "));
          entry.all = entry.head + line([detail, more].join(" "));
          entries.push(entry);
          places.set(address, entry);
        }
      }
    }
    counts = undefined;
  };

  // How many letters must be put in, left out, changed or swapped to make one word the beginning of another.
  const distance = (a, b) => {
    let [before, last] = [[], [...b, ""].map((_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(last[j] + 1, next[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, last] = [last, next];
    }
    return Math.min(...last);
  };
  // A word that stands nowhere is taken for the nearest one that does, of names and titles first.
  const nearest = (word) => {
    if (!counts) {
      counts = new Map();
      for (const { head, all } of entries) {
        for (const known of head.split(" ")) counts.set(known, (counts.get(known) ?? 0) + 50);
        for (const known of all.split(" ")) counts.set(known, (counts.get(known) ?? 0) + 1);
      }
    }
    const allowed = word.length < 4 || unspaced.test(word) ? 0 : word.length < 8 ? 1 : 2;
    let best = [allowed + 1, 0, word];
    for (const [known, count] of counts) {
      if (known.length < word.length - allowed) continue;
      const far = distance(word, known);
      if (far < best[0] || (far === best[0] && far <= allowed && count > best[1])) best = [far, count, known];
    }
    return best[2];
  };

  // What has all words comes before what has some; what is called so, before what has them in its title.
  const rate = (entry, words, asked) => {
    const count = (text) => words.filter((word) => has(text, word)).length;
    const whole = count(entry.all);
    const start = asked.trimEnd();
    const called = entry.called.includes(asked) ? 100 : entry.called.some((name) => name.startsWith(start)) ? 50 : 0;
    return { entry, whole, points: called + 10 * count(entry.head) + 5 * entry.all.includes(start) };
  };
  const find = (text) => {
    const typed = wordsOf(text);
    const words = typed.map((word) => (entries.some(({ all }) => has(all, word)) ? word : nearest(word)));
    const asked = line(words.join(" "));
    const rated = entries.map((entry) => rate(entry, words, asked)).filter(({ whole }) => whole);
    const most = Math.max(0, ...rated.map(({ whole }) => whole));
    let found = rated.filter(({ whole }) => whole === most).sort((a, b) => b.points - a.points).map(({ entry }) => entry);
    // A number of an exhibit means that one and no other.
    const exact = found.find(({ kind, detail }) => kind === EXHIBITS && line(detail) === asked);
    if (exact) found = [exact];
    // Kinds stand in the order of the index, after that of what is called as was asked.
    const groups = new Map(found[0]?.called.includes(asked) ? [[found[0].kind, []]] : []);
    for (const kind of kinds) groups.set(kind, found.filter((entry) => entry.kind === kind));
    const corrected = words.join(" ") !== typed.join(" ") && words.join(" ");
    return { groups: [...groups].filter(([, items]) => items.length), total: found.length, words, exact, corrected };
  };

  const make = (name, className, ...content) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...content);
    return node;
  };
  // Some words around the first that was asked for.
  const excerpt = (text, words) => {
    const parts = text.split(" ");
    const at = parts.findIndex((part) => words.some((word) => has(line(part), word)));
    const start = Math.max(0, at - 10);
    const cut = parts.slice(start, start + 30).map((part, i) => (start + i === at ? make("mark", "", part) : part));
    return [start ? "… " : "", ...cut.flatMap((part) => [part, " "]), start + 30 < parts.length ? "…" : ""];
  };
  const link = (entry) => {
    const node = make("a", "search-item");
    node.href = root + entry.address;
    if (entry.picture) {
      const picture = make("img", "search-picture");
      Object.assign(picture, { src: root + entry.picture, alt: "", loading: "lazy", width: 80, height: 45 });
      node.append(picture);
    }
    const number = entry.kind === EXHIBITS ? make("span", "search-number", entry.detail, " ") : "";
    node.append(make("span", "search-title", number, entry.title));
    return node;
  };
  const about = (entry, words) => {
    const unseen = entry.more && words.some((word) => !has(line(`${entry.title} ${entry.detail}`), word));
    const detail = entry.kind === EXHIBITS ? "" : entry.detail;
    if (!unseen && !detail) return "";
    return make("span", "context", detail, unseen && detail ? ": " : "", ...(unseen ? excerpt(entry.more, words) : []));
  };
  const summary = ({ total, corrected }, text) =>
    corrected ? `Nothing is spelled “${text}”; ${total} found for “${corrected}”.`
      : total ? `${total} found for “${text}”.` : `Nothing found for “${text}”. Try fewer or other words.`;

  // The page of results: groups with headings, each thing a link.
  const page = document.getElementById("search-results");
  const showPage = (field) => {
    const text = field.value.trim();
    const result = find(text);
    if (!text) return page.replaceChildren();
    const said = make("p", "search-summary", summary(result, text));
    said.setAttribute("role", "status");
    page.replaceChildren(said, ...result.groups.map(([kind, items]) => {
      const list = make("ul", "search");
      const add = (some) => list.append(...some.map((entry) => make("li", "", link(entry), about(entry, result.words))));
      add(items.slice(0, MANY));
      const section = make("section", "", make("h2", "", kind), list);
      if (items.length > MANY) {
        const button = make("button", "fold", `Show all ${items.length}`);
        button.type = "button";
        button.addEventListener("click", () => {
          add(items.slice(MANY));
          list.children[MANY].querySelector("a").focus();
          button.remove();
        });
        section.append(button);
      }
      return section;
    }));
  };
  const walk = (field) => (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [field, ...page.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement) + step;
    if (!stops[at]) return;
    event.preventDefault();
    stops[at].focus();
  };

  // The list under a field: a combobox, as the authors of ARIA describe it.
  let number = 0;
  const withList = (form, field) => {
    const id = `search-list-${++number}`;
    const list = make("div", "search-list");
    const status = make("span", "search-status");
    Object.assign(list, { id, hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Found in this book");
    status.setAttribute("role", "status");
    form.after(list, status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" })) field.setAttribute(name, value);
    const options = () => [...list.querySelectorAll("[role=option]")];
    const choose = (option) => {
      for (const other of options()) other.setAttribute("aria-selected", String(other === option));
      if (option) field.setAttribute("aria-activedescendant", option.id);
      else field.removeAttribute("aria-activedescendant");
      option?.scrollIntoView({ block: "nearest" });
    };
    const close = () => {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      choose();
    };
    const option = (node) => {
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", "false");
      node.tabIndex = -1;
      return node;
    };
    const show = () => {
      const text = field.value.trim();
      if (!text || !entries.length) return close();
      const result = find(text);
      const groups = result.groups.map(([kind, items], at) => {
        const name = make("div", "search-kind", kind);
        name.id = `${id}-kind-${at}`;
        const group = make("div", "", name, ...items.slice(0, FEW).map((entry) => {
          const node = option(link(entry));
          node.append(about(entry, result.words));
          return node;
        }));
        group.setAttribute("role", "group");
        group.setAttribute("aria-labelledby", name.id);
        return group;
      });
      const all = option(make("a", "search-item search-all", result.total ? `All ${result.total} results` : summary(result, text)));
      all.href = `${root}search.html?q=${encodeURIComponent(text)}`;
      list.replaceChildren(...groups, all);
      options().forEach((node, at) => { node.id = `${id}-${at}`; });
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
      status.textContent = summary(result, text);
    };
    field.addEventListener("input", show);
    field.addEventListener("focus", show);
    document.addEventListener("book-search", () => document.activeElement === field && show());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    form.addEventListener("focusout", close);
    if (document.activeElement === field) show();
    field.addEventListener("keydown", (event) => {
      const all = options();
      const at = all.findIndex((node) => node.getAttribute("aria-selected") === "true");
      if (list.hidden || event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? all.length - 1 : at - 1;
        choose(all[next]);
      } else if (event.key === "Escape") close();
      else if (event.key === "Enter" && (at >= 0 || find(field.value).exact)) all[Math.max(at, 0)].click();
      else return;
      event.preventDefault();
    });
  };

  const set = (form) => {
    const field = form.querySelector("input[name=q]");
    if (!page || form.closest("dialog")) return withList(form, field);
    const asked = new URLSearchParams(location.search).get("q");
    if (asked && field.value === field.defaultValue) field.value = asked;
    field.addEventListener("input", () => showPage(field));
    document.addEventListener("keydown", walk(field));
    document.addEventListener("book-search", () => showPage(field));
    // Who asks for an exhibit by its number is led to it at once.
    const lead = () => {
      const { exact } = find(field.value);
      if (exact) location.replace(root + exact.address);
    };
    if (entries.length) lead();
    else document.addEventListener("book-search", lead, { once: true });
    showPage(field);
    field.focus();
  };
  take();
  document.addEventListener("book-search", take);
  document.querySelectorAll("form.bd-search").forEach(set);
})();
