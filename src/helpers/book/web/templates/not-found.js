(async () => {
  // The reader's choice of light or dark, as the pages of the book keep it.
  const chosen = localStorage.getItem("theme");
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const lead = (root) => {
    for (const link of document.querySelectorAll("[data-page]")) {
      link.setAttribute(link.matches("form") ? "action" : "href", root + link.dataset.page);
    }
  };
  // On a disk it stands in its own place, in the folder of the front page.
  if (location.protocol === "file:") return lead("");
  // On a site it stands in place of any address: the book begins at the folder that holds its script.
  for (const parts = location.pathname.split("/").slice(0, -1); parts.length; parts.pop()) {
    const root = `${parts.join("/")}/`;
    const answer = await fetch(`${root}_static/book-status.js`, { method: "HEAD" });
    if (answer.ok && answer.headers.get("Content-Type")?.includes("javascript")) return lead(root);
  }
})();
