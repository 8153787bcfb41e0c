/* The copy card: a press copies one field. On plain http a page has no clipboard but the selection's. Chromium 90. */
(function () {
  "use strict";
  var doc = document;
  doc.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-copy]");
    if (!button) return;
    doc.getElementById(button.dataset.copy).select();
    if (!doc.execCommand("copy")) return;
    doc.querySelectorAll("[data-copy]").forEach(function (one) {
      one.textContent = one === button ? "已复制" : "复制";
    });
    button.focus();
  });
})();
