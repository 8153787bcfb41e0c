/* Behind "back" a page shows itself only in the login it was made for: the next person at the desk sees their own. Chromium 90. */
(function () {
  "use strict";
  var doc = document, whose = doc.body.dataset.whose;
  if (!whose) return;

  function ours() {
    return doc.cookie.split("; ").indexOf("whose=" + whose) >= 0;
  }

  window.addEventListener("pagehide", function () { doc.documentElement.style.visibility = "hidden"; });
  window.addEventListener("pageshow", function () {
    if (!ours()) return location.reload();
    doc.documentElement.style.visibility = "";
  });
})();
