/* VERSION, KEPT and SHELLS stand above, written by the server. Only pages without a person are kept. */
"use strict";
var NAME = "fazhi-" + VERSION;

self.addEventListener("install", function (event) {
  event.waitUntil(
    caches.open(NAME).then(function (cache) {
      return cache.addAll(KEPT.map(function (url) { return new Request(url, { cache: "reload" }); }));
    }).then(function () { return self.skipWaiting(); })
  );
});

self.addEventListener("activate", function (event) {
  event.waitUntil(
    caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) {
        return name.indexOf("fazhi-") === 0 && name !== NAME;
      }).map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.clients.claim(); })
  );
});

function kept(url) {
  return caches.open(NAME).then(function (cache) { return cache.match(url); });
}

/* A server that does not answer in time, or answers that it cannot, is no network. */
function opened(request, shell) {
  return new Promise(function (resolve) {
    var done = false;
    function finish(answer) {
      if (done || !answer) return;
      done = true;
      resolve(answer);
    }
    var wait = setTimeout(function () { kept(shell).then(finish); }, 8000);
    fetch(request).then(function (answer) {
      clearTimeout(wait);
      if (answer.status < 500) return finish(answer);
      return kept(shell).then(function (page) { finish(page || answer); });
    }).catch(function () {
      clearTimeout(wait);
      return kept(shell).then(function (page) { finish(page || Response.error()); });
    });
  });
}

self.addEventListener("fetch", function (event) {
  var request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (SHELLS[url.pathname]) event.respondWith(opened(request, SHELLS[url.pathname]));
  } else if (KEPT.indexOf(url.pathname) >= 0) {
    event.respondWith(kept(url.pathname).then(function (file) { return file || fetch(request); }));
  }
});
