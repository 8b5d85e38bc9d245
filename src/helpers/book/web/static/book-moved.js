// The page that stands at a former address leads on to the same place of the present one, or to where
// its list of places says that this place is now.
(() => {
  "use strict";
  const place = decodeURIComponent(location.hash.slice(1));
  const links = [...document.querySelectorAll("main a")];
  const moved = links.find((link) => link.dataset.from === place);
  const target = new URL((moved ?? links[0]).href);
  if (!moved) target.hash = location.hash;
  location.replace(target);
})();
