/* Forms of steps: the page works without this file, by the button 先存着. Chromium 90. */
(function () {
  "use strict";
  /* A form with data-jot keeps what is typed while one writes, and once more when one leaves; sent, it is over. */
  document.querySelectorAll("form[data-jot]").forEach(function (form) {
    var line = form.querySelector("[data-saved]"), timer = 0, unsaved = false, busy = false, sent = false;
    function say(text, bad) {
      if (line.textContent !== text) line.textContent = text;
      line.classList.toggle("bad", Boolean(bad));
    }
    function body() {
      var data = new FormData(form);
      form.querySelectorAll("input[type=file]").forEach(function (field) {
        data.delete(field.name); /* files are chosen again, and go with the form alone */
      });
      data.append("jot", "keep");
      return data;
    }
    function save() {
      clearTimeout(timer);
      if (sent || !unsaved) return;
      if (busy) return later(500);
      busy = true;
      unsaved = false;
      fetch(form.dataset.jot, {
        method: "POST", body: body(), credentials: "same-origin", redirect: "manual",
        headers: { "X-Requested-With": "XMLHttpRequest" }
      }).then(function (answer) {
        if (answer.type === "opaqueredirect" || (!answer.ok && answer.status !== 422)) throw new Error(answer.status);
        return answer.json();
      }).then(function (told) {
        busy = false;
        say(told.said, told.bad);
      }).catch(function () {
        busy = false;
        unsaved = true;
        say("没存上，您写的还在这一页。过一会儿再试", true);
        later(15000);
      });
    }
    function later(wait) {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    }
    function typed(event) {
      if (event.target.type === "hidden") return;
      unsaved = true;
      later(1500);
    }
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", function () {
      sent = true;
    });
    function leave() {
      if (sent || !unsaved || !navigator.sendBeacon) return;
      if (navigator.sendBeacon(form.dataset.jot, body())) unsaved = false;
    }
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") leave();
    });
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) sent = false;
    });
  });
})();
