/* Small comforts. Every page works without this file. Chromium 90. */
(function () {
  "use strict";
  var doc = document;
  doc.documentElement.classList.add("js");

  function focusErrors(root) {
    var box = root.querySelector && root.querySelector(".error-summary");
    if (box) box.focus();
    return Boolean(box);
  }

  /* 今天, 昨天 (明天) beside a date; the server says what today is. */
  function addChips(root) {
    root.querySelectorAll("input[data-today]:not([data-chips])").forEach(function (input) {
      input.dataset.chips = "1";
      var today = new Date(input.dataset.today + "T00:00:00Z");
      var row = doc.createElement("div");
      row.className = "chips noprint";
      var ahead = input.dataset.ahead;
      ["今天", ahead ? "明天" : "昨天"].forEach(function (word, n) {
        var day = new Date(today.getTime() + (ahead ? n : -n) * 864e5).toISOString().slice(0, 10);
        var chip = doc.createElement("button");
        chip.type = "button";
        chip.textContent = word;
        chip.addEventListener("click", function () {
          input.value = day;
          input.dispatchEvent(new Event("change", { bubbles: true }));
          input.focus();
        });
        row.appendChild(chip);
      });
      input.insertAdjacentElement("afterend", row);
    });
  }

  function ready(root) {
    addChips(root);
  }

  ready(doc);
  focusErrors(doc);

  doc.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    var box = Array.prototype.find.call(doc.querySelectorAll(".search input"), function (one) {
      return one.offsetParent !== null;
    });
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  doc.addEventListener("click", function (event) {
    var target = event.target;
    if (!target.closest) return;
    if (target.closest("[data-print]")) window.print();
    /* A link of the error summary to a group of tiles goes to its first tile. */
    var link = target.closest(".error-summary a");
    if (link) {
      var field = doc.getElementById(link.hash.slice(1));
      var input = field && (field.matches("input,select,textarea") ? field : field.querySelector("input"));
      if (input) {
        event.preventDefault();
        input.focus();
        field.scrollIntoView({ block: "center" });
      }
    }
    doc.querySelectorAll(".who[open]").forEach(function (menu) {
      if (!menu.contains(target)) menu.open = false;
    });
  });

  /* After a part of the page is replaced: focus what changed, and say it. */
  doc.addEventListener("htmx:afterSettle", function (event) {
    var part = event.detail.elt;
    ready(part);
    if (focusErrors(part)) return;
    var spot = part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
    if (spot) spot.focus();
    var said = part.querySelector("[data-say]");
    var status = doc.getElementById("status");
    if (said && status) status.textContent = said.dataset.say;
  });

  /* Autosave: a form with data-autosave shows in [data-saved] what became of the last request. */
  function saved(event, text, bad) {
    var form = event.target.closest && event.target.closest("[data-autosave]");
    var line = form && form.querySelector("[data-saved]");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("bad", Boolean(bad));
  }
  doc.addEventListener("htmx:beforeRequest", function (event) {
    saved(event, "正在保存");
  });
  doc.addEventListener("htmx:afterRequest", function (event) {
    var now = new Date();
    var time = now.getHours() + ":" + ("0" + now.getMinutes()).slice(-2);
    if (event.detail.successful) saved(event, time + " 已自动保存");
    else saved(event, "没保存上。您写的内容还在，请点“保存”。", true);
  });
})();
