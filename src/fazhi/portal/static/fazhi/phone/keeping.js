/* What is typed into a form with data-keep stays in this phone until the server has it: a lost network or a closed page
   loses nothing. The key names the person, the page and its heading, so that one attempt is never taken for the next.
   The page of the case says under which commands it was done (data-done). data-rows: the form's rows can be more.
   What was written as one attempt while a colleague recorded that one is offered as the next. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]"), done = document.querySelector("[data-kept]");
  var DAYS = 7, LEFT_OUT = { csrfmiddlewaretoken: 1 }, NUMBER = /第\d+次/;
  function each(work) {
    for (var at = localStorage.length - 1; at >= 0; at -= 1) {
      var name = localStorage.key(at);
      if (name.indexOf("kept:") === 0) work(name, JSON.parse(localStorage.getItem(name)));
    }
  }
  try {
    each(function (name, kept) {
      var mine = done && name.indexOf("kept:" + done.dataset.kept) === 0;
      var taken = mine && done.dataset.done.split(" ").indexOf((kept.words.command || [])[0]) >= 0;
      if (taken || Date.now() - kept.at > DAYS * 86400000) localStorage.removeItem(name);
    });
    if (!form) return;
    var key = "kept:" + form.dataset.keep + ":" + document.querySelector("h1").textContent;
    var kept = JSON.parse(localStorage.getItem(key) || "null"), was = "";
    if (!kept && form.dataset.first && NUMBER.test(key)) each(function (name, found) {
      if (name.replace(NUMBER, "") !== key.replace(NUMBER, "") || kept && kept.at > found.at) return;
      kept = found;
      was = name;
    });
    if (was) {
      /* The number is this page's, and so is the command. */
      delete kept.words.number;
      delete kept.words.command;
    }
    if (kept && form.dataset.first) {
      var rows = (kept.words[form.dataset.rows] || []).length, seen = {};
      if (!location.search && rows > form.querySelectorAll("[name='" + form.dataset.rows + "']").length) {
        location.replace("?rows=" + rows);
        return;
      }
      Array.prototype.forEach.call(form.elements, function (field) {
        var values = kept.words[field.name];
        if (!values) return;
        if (field.type === "radio" || field.type === "checkbox") field.checked = values.indexOf(field.value) >= 0;
        else {
          var at = seen[field.name] = (seen[field.name] || 0) + 1, box = field.closest("details");
          field.value = at <= values.length ? values[at - 1] : "";
          if (box && field.value !== field.defaultValue) box.open = true;
        }
      });
      var number = was && was.match(NUMBER)[0];
      if (was) {
        keep();
        localStorage.removeItem(was);
      }
      say(was ? number + "已经有人记了。您上次写的在这里，还要记就点“记下来”，记成" + key.match(NUMBER)[0] : "接着上次写的");
    }
  } catch (error) { return; /* a browser that keeps nothing */ }
  function say(words) {
    form.querySelector("[data-said]").textContent = words;
  }
  function keep() {
    var words = {};
    new FormData(form).forEach(function (value, name) {
      if (!LEFT_OUT[name]) (words[name] = words[name] || []).push(value);
    });
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), words: words })); } catch (error) { /* full */ }
  }
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", function (event) {
    keep();
    if (navigator.onLine) return;
    event.preventDefault();
    say("现在没网。写的存在手机里，有网再点一次");
  });
})();
