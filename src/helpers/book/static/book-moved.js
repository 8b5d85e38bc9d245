// The page that stands at a former address leads on to the same place of the present one.
(() => {
  "use strict";
  const target = new URL(document.querySelector("main a").href);
  target.hash = location.hash;
  location.replace(target);
})();
