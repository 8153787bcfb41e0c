/* What a phone keeps: reports until the server has confirmed each, and whose they are. Chromium 90. */
var outbox = (function () {
  "use strict";
  var SEND = "/w/send/", AT_ONCE = 20, LONGEST_WAIT = 300;
  var opening = null, running = null, again = null, wait = 15, batch = AT_ONCE;
  var state = { offline: false, login: "", news: [], busy: false };
  var told = function () {};

  function open() {
    if (!opening) opening = new Promise(function (resolve, reject) {
      var asked = indexedDB.open("fazhi-phone", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("outbox", { keyPath: "id" }).createIndex("user", "user");
        asked.result.createObjectStore("people", { keyPath: "key" });
      };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { reject(asked.error); };
    });
    return opening;
  }

  /* One transaction over one store; the promise holds when it is on the disk, not before. */
  function within(store, mode, work) {
    return open().then(function (db) {
      return new Promise(function (resolve, reject) {
        var change = db.transaction(store, mode), found;
        var asked = work(change.objectStore(store));
        if (asked) asked.onsuccess = function () { found = asked.result; };
        change.oncomplete = function () { resolve(found); };
        change.onabort = change.onerror = function () { reject(change.error); };
      });
    });
  }
  function put(item) { return within("outbox", "readwrite", function (s) { s.put(item); }); }
  function remove(id) { return within("outbox", "readwrite", function (s) { s.delete(id); }); }
  function get(id) { return within("outbox", "readonly", function (s) { return s.get(id); }); }
  function recall(key) { return within("people", "readonly", function (s) { return s.get(key); }); }
  function remember(value) { return within("people", "readwrite", function (s) { s.put(value); }); }
  function forget(key) { return within("people", "readwrite", function (s) { s.delete(key); }); }

  function cookie(name) {
    var found = document.cookie.match("(?:^|; )" + name + "=([^;]*)");
    return found ? decodeURIComponent(found[1]) : "";
  }
  /* Who is in, by the cookie that a logout takes away. */
  function user() { return cookie("phone_me"); }

  function mine() {
    var who = user();
    if (!who) return Promise.resolve([]);
    return within("outbox", "readonly", function (s) { return s.index("user").getAll(who); }).then(function (items) {
      return items.sort(function (a, b) { return a.said_at - b.said_at; });
    });
  }

  function newId() {
    var b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    var hex = Array.prototype.map.call(b, function (x) { return (x + 256).toString(16).slice(1); }).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }

  function post(url, body, second) {
    var stop = new AbortController();
    var clock = setTimeout(function () { stop.abort(); }, 30000);
    var headers = { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json" };
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    return fetch(url, {
      method: "POST", body: body, credentials: "same-origin", signal: stop.signal, headers: headers,
    }).then(function (answer) {
      clearTimeout(clock);
      var json = (answer.headers.get("content-type") || "").indexOf("json") > 0 && !answer.redirected;
      /* The token of the form is old, or the cookie was thrown away: any page brings a new one. */
      if (answer.status === 403 && !json && !second)
        return fetch("/w/enter/", { credentials: "same-origin" }).then(function () { return post(url, body, true); });
      if (answer.status >= 500 || answer.status === 429) throw new Error("no server");
      if (!json) return { status: 401, body: {} };
      return answer.json().then(function (found) { return { status: answer.status, body: found }; });
    }).finally(function () { clearTimeout(clock); });
  }

  function plain(item) {
    return {
      id: item.id, tile: item.tile, sentence: item.sentence, urgency: item.urgency, village: item.village,
      grid: item.grid, place: item.place, phone: item.phone, said_at: item.said_at,
    };
  }

  /* One answer of the server, about one report. Only a confirmed one leaves the phone. */
  function settle(item, answer) {
    if (answer.taken) {
      state.news.push({ message: answer.message, urgent: item.urgency === "now" });
      return get(item.id).then(function (now) {
        /* Changed here while it was on its way: the new words stay, to be sent as a report of their own. */
        if (now && now.sentence !== item.sentence) return fault(now, "changed", CHANGED);
        /* Its photos follow one by one; the report stays for them and is not sent again. */
        if (now && now.photos && now.photos.length) return put(Object.assign({}, now, { taken: true }));
        return remove(item.id);
      });
    }
    if (answer.code === "id") {
      /* The id is somebody else's, so this report was never taken: a new id, and once more. */
      var fresh = Object.assign({}, item, { id: newId() });
      return put(fresh).then(function () { return remove(item.id); }).then(function () { again = true; });
    }
    return fault(item, answer.code, answer.message);
  }
  var CHANGED = "改之前的那份已经收到，改的还没算。要补充，请当新的再报，或等调解员打电话时说。";
  function fault(item, code, message) {
    return put(Object.assign({}, item, { fault: code || "fault", message: message || "" }));
  }

  function sendSome(editing) {
    return mine().then(function (items) {
      var some = items.filter(function (one) { return !one.fault && !one.taken && one.id !== editing; }).slice(0, batch);
      if (!some.length) {
        state.offline = !navigator.onLine;
        return false;
      }
      return post(SEND, JSON.stringify({ user: user(), reports: some.map(plain) })).then(function (got) {
        state.offline = false;
        if (got.status === 401 || got.status === 409) {
          state.login = got.body.message || "登录过期了。写的都在手机里，请登录后再发。";
          return false;
        }
        state.login = "";
        if (got.status === 413 && batch > 1) {
          batch = Math.max(1, Math.floor(batch / 4));
          return true;
        }
        if (got.status !== 200) {
          if (batch > 1) { batch = 1; return true; }
          return fault(some[0], "broken", got.body.message).then(function () { return true; });
        }
        again = false;
        return some.reduce(function (before, item) {
          var answer = (got.body.answers || []).filter(function (one) { return one.id === item.id; })[0];
          return before.then(function () { return answer ? settle(item, answer) : null; });
        }, Promise.resolve()).then(function () {
          var answered = (got.body.answers || []).length;
          return answered > 0 && (again || items.length > some.length);
        });
      });
    });
  }

  /* The photos of reports that have arrived, one at a time: each is gone from the phone once the server has answered. */
  function sendPhotos() {
    return mine().then(function (items) {
      var item = items.filter(function (one) { return one.taken; })[0];
      if (!item) return null;
      if (!item.photos.length) return remove(item.id).then(sendPhotos);
      var form = new FormData();
      form.append("user", user());
      form.append("photo", item.photos[0].blob, "photo.jpg");
      return post(SEND + item.id + "/" + item.photos[0].id + "/", form).then(function (got) {
        if (got.status === 401 || got.status === 409) {
          state.login = got.body.message || "登录过期了。照片还在手机里，请登录后再发。";
          return null;
        }
        if (got.body.message) state.news.push({ message: got.body.message, urgent: false });
        return put(Object.assign({}, item, { photos: item.photos.slice(1) })).then(sendPhotos);
      });
    });
  }

  /* Send until nothing is left; whatever fails is kept and tried again later. */
  function flush(editing) {
    if (running) return running;
    state.busy = true;
    function more(turn) {
      return sendSome(editing).then(function (left) { return left && turn < 60 ? more(turn + 1) : null; });
    }
    running = more(0).then(sendPhotos).then(function () { wait = 15; }, function () {
      state.offline = true;
      later(editing);
    }).then(function () {
      running = null;
      state.busy = false;
      return told(state);
    });
    return running;
  }

  /* The network is back: an attempt still failing without it is waited for, and made again. */
  function wake(editing) {
    return (running || Promise.resolve()).then(function () { return flush(editing); });
  }

  var timer = 0;
  function later(editing) {
    clearTimeout(timer);
    timer = setTimeout(function () { flush(editing); }, wait * 1000);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  return {
    open: open, put: put, get: get, remove: remove, mine: mine, recall: recall, remember: remember, forget: forget,
    user: user, cookie: cookie, newId: newId, flush: flush, wake: wake, state: state,
    onChange: function (work) { told = work; },
  };
})();
