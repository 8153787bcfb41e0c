/* What is typed into a form with data-keep stays in this phone until it has been sent: a lost network or a closed page
   loses nothing. The key names the person, the page and its heading, so that one attempt is never taken for the next. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]"), done = document.querySelector("[data-kept]");
  var DAYS = 7, LEFT_OUT = { csrfmiddlewaretoken: 1 };
  function each(work) {
    for (var at = localStorage.length - 1; at >= 0; at -= 1) {
      var name = localStorage.key(at);
      if (name.indexOf("kept:") === 0) work(name);
    }
  }
  try {
    each(function (name) {
      if (Date.now() - JSON.parse(localStorage.getItem(name)).at > DAYS * 86400000) localStorage.removeItem(name);
    });
    if (done && document.querySelector("#notes .green")) {
      each(function (name) {
        if (name.indexOf("kept:" + done.dataset.kept) === 0) localStorage.removeItem(name);
      });
    }
    if (!form) return;
    var key = "kept:" + form.dataset.keep + ":" + document.querySelector("h1").textContent;
    var kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept && form.dataset.first) {
      Array.prototype.forEach.call(form.elements, function (field) {
        var values = kept.words[field.name];
        if (!values) return;
        if (field.type === "radio" || field.type === "checkbox") field.checked = values.indexOf(field.value) >= 0;
        else field.value = values[0];
      });
      say("接着上次写的");
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
