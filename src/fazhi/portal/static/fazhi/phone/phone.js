/* The phone pages' comforts: saved as one types, sent when there is network. Everything works without it. */
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, form = doc.getElementById("report");
  var FIELDS = ["village", "grid", "tile", "sentence", "urgency", "place", "phone"];
  var own = doc.getElementById("me"), me = own ? JSON.parse(own.textContent) : null;
  var editing = "", savesHere = true;
  root.classList.add("js");

  function el(tag, words, name) {
    var made = doc.createElement(tag);
    if (words) made.textContent = words;
    if (name) made.className = name;
    return made;
  }
  function button(words, work) {
    var made = el("button", words, "textual");
    made.type = "button";
    made.addEventListener("click", work);
    return made;
  }

  /* 大字, without losing what is typed. */
  function large(on) {
    root.classList.toggle("large", on);
    var switcher = doc.querySelector("[data-large]");
    switcher.elements.on.value = on ? "" : "1";
    switcher.querySelector("button").textContent = on ? "标准字" : "大字";
  }
  try {
    if (!me && localStorage.getItem("large") === "1") large(true);
    if (me) localStorage.setItem("large", root.classList.contains("large") ? "1" : "");
  } catch (error) { /* a browser that keeps nothing */ }
  doc.querySelector("[data-large]").addEventListener("submit", function (event) {
    event.preventDefault();
    var on = !root.classList.contains("large"), body = new FormData(event.target);
    large(on);
    try { localStorage.setItem("large", on ? "1" : ""); } catch (error) { /* as above */ }
    body.set("on", on ? "1" : "");
    body.set("csrfmiddlewaretoken", outbox.cookie("csrftoken"));
    fetch(event.target.action, { method: "POST", body: body, credentials: "same-origin" }).catch(function () {});
  });

  /* Notes under the bar: one of each kind, said by the status region. */
  var region = doc.getElementById("notes"), shown = {};
  function note(key, kind, words, more) {
    if (shown[key]) shown[key].remove();
    delete shown[key];
    if (!words) return;
    var line = el("div", "", "note " + kind), text = el("div", words);
    if (more) { text.appendChild(doc.createTextNode(" ")); text.appendChild(more); }
    line.appendChild(text);
    shown[key] = line;
    region.appendChild(line);
  }
  function link(words, url) {
    var made = el("a", words);
    made.href = url;
    return made;
  }

  function value(name) {
    var field = form.elements[name];
    return (field && field.value) || "";
  }
  function fill(values) {
    FIELDS.forEach(function (name) {
      var field = form.elements[name];
      if (values[name] === undefined || !field) return;
      field.value = values[name];
    });
    place();
  }
  function written() {
    var values = {};
    FIELDS.forEach(function (name) { values[name] = value(name); });
    return values;
  }
  function place() {
    var village = form.elements.village, chosen = village.options[village.selectedIndex];
    var name = chosen && chosen.value ? chosen.text : "";
    doc.getElementById("where").textContent = name ? name + (value("grid") ? " · " + value("grid") : "") : "哪个村？";
  }
  function clear() {
    form.reset();
    editing = "";
    photos = [];
    pictures();
    form.elements.id.value = outbox.newId();
    fill({ village: me.village, grid: me.grid, tile: "", sentence: "", urgency: "later", place: "", phone: "" });
    form.querySelectorAll("[name=tile]").forEach(function (one) { one.checked = false; });
    doc.querySelectorAll(".where[open],.more[open]").forEach(function (one) { if (me.village) one.open = false; });
  }

  /* Photos are made small on the phone: 1280 pixels and some 200 KB. */
  var photos = [];
  function small(file) {
    return new Promise(function (resolve, reject) {
      var reader = new FileReader(), image = new Image();
      reader.onload = function () { image.src = reader.result; };
      reader.onerror = image.onerror = reject;
      image.onload = function () {
        var share = Math.min(1, 1280 / Math.max(image.width, image.height)), canvas = doc.createElement("canvas");
        canvas.width = Math.round(image.width * share);
        canvas.height = Math.round(image.height * share);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) { if (blob) resolve(blob); else reject(); }, "image/jpeg", 0.7);
      };
      reader.readAsDataURL(file);
    });
  }
  function take(input) {
    var files = Array.prototype.slice.call(input.files, 0, 3 - photos.length);
    input.value = "";
    files.reduce(function (before, file) {
      return before.then(function () { return small(file); }).then(function (blob) {
        photos.push({ id: outbox.newId(), blob: blob });
        pictures();
      }, function () { note("photo", "amber", "有一张照片读不出来，换一张，或者不拍也行。"); });
    }, Promise.resolve());
  }
  function pictures() {
    var box = doc.getElementById("photos");
    box.textContent = "";
    photos.forEach(function (photo, at) {
      var reader = new FileReader();
      reader.onload = function () {
        var image = el("img");
        image.src = reader.result;
        image.alt = "第" + (at + 1) + "张照片";
        box.appendChild(image);
        box.appendChild(button("不要第" + (at + 1) + "张", function () { photos.splice(at, 1); pictures(); }));
      };
      reader.readAsDataURL(photo.blob);
    });
  }

  /* The list of what has not gone out: a person's own only. */
  function show() {
    return outbox.mine().then(function (items) {
      var box = doc.getElementById("outbox"), list = box && box.querySelector("ul");
      var waiting = items.filter(function (one) { return !one.fault; }).length, state = outbox.state;
      if (box) {
        list.textContent = "";
        items.forEach(function (item) { list.appendChild(line(item)); });
        box.hidden = !items.length;
      }
      /* A phone that has network speaks of the server that does not answer. */
      var down = navigator.onLine, sent = down ? "会自己再报" : "有网自动发";
      note("net", "amber", state.offline ? (down ? "服务器暂时连不上。" : "现在没网。") + (waiting ? waiting + "件已存在手机里，" : "照样能报，") + sent : "");
      /* Nobody knows yet of what cannot wait. */
      var unheard = items.some(function (one) {
        return one.urgency === "now" && !one.taken && (one.fault || state.offline || state.login);
      }), call = unheard && link("打110", "tel:110");
      if (call) call.className = "btn call";
      note("unheard", "red", unheard && "要动手的那件还没发出去，村里、镇里都还不知道。先打110，再打电话告诉村调解员。", call);
      note("login", "amber", waiting && state.login ? state.login + waiting + "件在手机里。" : "", link("去登录", "/w/enter/"));
      if (state.news.length && !own && !form) return location.reload();
      var news = state.news.splice(0), few = news.length <= 3;
      news.forEach(function (one, at) {
        if (few || one.urgent) note("sent" + at, one.urgent ? "red" : "green", one.message);
      });
      if (!few) note("sent", "green", "收到了" + news.length + "件。村调解员会联系您。");
    });
  }
  function line(item) {
    var li = el("li"), row = el("div", "", "row"), acts = el("div", "", "acts"), at = new Date(item.said_at);
    li.appendChild(el("span", (item.kind ? item.kind + "：" : "") + item.sentence, "t"));
    row.appendChild(el("span", item.fault ? "没发出去" : item.taken ? "已收到，照片还在发" : "存在手机里", "tag amber"));
    row.appendChild(el("span", at.getMonth() + 1 + "月" + at.getDate() + "日 " + at.getHours() + ":" + ("0" + at.getMinutes()).slice(-2), "m"));
    if (item.fault === "changed") acts.appendChild(button("当新的再报", function () {
      var fresh = Object.assign({}, item, { id: outbox.newId(), fault: "", message: "" });
      outbox.put(fresh).then(function () { return outbox.remove(item.id); }).then(function () { outbox.flush(editing); });
    }));
    var edit = link("改一改", "/w/#" + item.id);
    edit.addEventListener("click", function (event) {
      if (!form) return;
      event.preventDefault();
      start(item.id);
    });
    edit.className = "textual";
    if (!item.taken) acts.appendChild(edit);
    var drop = button(item.taken ? "照片不发了" : "不报了", function () {
      if (drop.dataset.sure) return outbox.remove(item.id).then(show);
      drop.dataset.sure = "1";
      drop.textContent = item.taken ? "真的不发了，删掉" : "真的不报了，删掉";
    });
    acts.appendChild(drop);
    li.appendChild(row);
    if (item.message) li.appendChild(el("p", item.message, "error"));
    li.appendChild(acts);
    return li;
  }
  function start(id) {
    var sentence = form.elements.sentence;
    sentence.disabled = true; /* until what was kept stands there: or it would be typed into another report */
    outbox.get(id).catch(function () { return null; }).then(function (item) {
      sentence.disabled = false;
      if (!item || item.user !== outbox.user()) return;
      editing = id;
      fill(item);
      form.elements.id.value = id;
      photos = (item.photos || []).slice();
      pictures();
      if (item.place || item.phone || photos.length) doc.querySelector(".more").open = true;
      sentence.focus();
      window.scrollTo(0, 0);
    });
  }

  /* A word under a field, the same as the server would say. */
  function ask(name, words) {
    var field = form.querySelector('[data-field="' + name + '"]'), old = field && field.querySelector(".error");
    if (old) old.remove();
    if (!field) return !words;
    field.classList.toggle("bad", Boolean(words));
    if (words) {
      field.appendChild(el("p", words, "error")).setAttribute("role", "alert");
      return false;
    }
    return true;
  }
  function complete() {
    var tile = ask("tile", value("tile") ? "" : "请点一下是什么事，说不准就点“其他、说不准”");
    var said = ask("sentence", value("sentence").trim() ? "" : "请说一句谁和谁，怎么了");
    if (!value("village")) doc.querySelector(".where").open = true;
    if (!tile) form.querySelector("[name=tile]").focus();
    else if (!said) form.elements.sentence.focus();
    else if (!value("village")) form.elements.village.focus();
    return tile && said && Boolean(value("village"));
  }

  /* Somebody else came in, or this person went out, while the page stood in another tab or behind "back". */
  function stale() {
    return me && outbox.user() !== me.user;
  }

  function keep(event) {
    if (!savesHere || !outbox.user()) return;
    event.preventDefault();
    if (stale()) return location.reload();
    if (form.elements.sentence.disabled || !complete()) return;
    var tile = form.querySelector("[name=tile]:checked + label");
    var item = Object.assign(written(), {
      id: form.elements.id.value, user: me.user, said_at: Date.now(), kind: tile ? tile.textContent : "",
      photos: photos,
    });
    item.sentence = item.sentence.trim();
    (editing ? outbox.get(editing) : Promise.resolve(null)).then(function (old) {
      if (old) item.said_at = old.said_at;
      return outbox.put(item).catch(function (full) {
        if (!item.photos.length) throw full;
        item.photos = [];
        note("photo", "amber", "手机里存不下照片，只报写的。照片当面给调解员看。");
        return outbox.put(item);
      });
    }).then(function () {
      outbox.forget("draft:" + item.user);
      clear();
      window.scrollTo(0, 0);
      Object.keys(shown).forEach(function (key) { if (key.indexOf("sent") === 0) note(key); });
      note("kept", "blue", "已存在手机里，正在发。");
      return outbox.flush().then(function () { note("kept"); });
    }, function () {
      if (!navigator.onLine)
        return note("store", "amber", "手机存不住了，现在又没网。请别关这一页，有网再点一次“报上去”。");
      /* The phone could not keep it: send it as a plain form, at once. */
      savesHere = false;
      form.submit();
    });
  }

  function reportPage() {
    if (me && form.elements.village.options.length < me.villages.length) {
      form.elements.village.textContent = "";
      me.villages.forEach(function (one) { form.elements.village.appendChild(new Option(one[1], one[0])); });
      fill({ village: me.village, grid: me.grid });
      doc.querySelector(".where").open = !me.village;
    }
    if (!form.elements.id.value) form.elements.id.value = outbox.newId();
    var draft = 0;
    form.addEventListener("input", function () {
      place();
      clearTimeout(draft);
      draft = setTimeout(function () {
        if (!editing) outbox.remember({ key: "draft:" + me.user, values: written() });
      }, 300);
    });
    form.addEventListener("change", function (event) {
      if (event.target.name === "tile") ask("tile", "");
      if (event.target.name === "photos") take(event.target);
      if (event.target.value === "now" && event.target.name === "urgency")
        form.querySelector(".danger").scrollIntoView({ block: "center" });
    });
    if (!own) form.addEventListener("submit", keep);
    if (location.hash.length > 30) start(location.hash.slice(1));
    else if (!doc.querySelector(".error-summary")) outbox.recall("draft:" + me.user).then(function (kept) {
      if (kept && kept.values.sentence && !value("sentence")) fill(kept.values);
    });
  }

  function serviceWorker() {
    if (!navigator.serviceWorker)
      return note("worker", "blue", "这个浏览器没网时打不开本页，请别关。写好的不会丢，有网再打开就发出去。");
    navigator.serviceWorker.register("/w/worker.js", { scope: "/w/" }).catch(function () {
      note("worker", "blue", "这次没能存下本页，没网时可能打不开。写好的不会丢，有网再打开就发出去。");
    });
  }

  if (!window.indexedDB) {
    note("store", "amber", "这个浏览器存不住内容，没网时报不了。请用手机自带的浏览器打开本页。");
    return;
  }
  if (form && own) form.addEventListener("submit", keep); /* from the first moment, whatever the store still does */
  outbox.onChange(show);
  outbox.open().then(function () {
    var who = outbox.user();
    if (me) return outbox.remember(Object.assign({ key: who }, me));
    return who ? outbox.recall(who).then(function (known) { me = known; }) : null;
  }).then(function () {
    if (!own && me) {
      doc.getElementById("whose").textContent = me.name + "，" + me.town;
      if (me.office && me.office[0])
        doc.querySelector(".foot p").insertAdjacentElement("afterend", link("司法所电话 " + me.office[0], "tel:" + me.office[1]));
    }
    if (form && me) reportPage();
    if (!me) {
      if (form) form.hidden = true;
      note("who", "amber", "还没有登录，请在有网的时候登录一次。", link("去登录", "/w/enter/"));
    }
    serviceWorker();
    return show();
  }).then(function () { return outbox.flush(editing); }).catch(function () {
    savesHere = false;
    note("store", "amber", "这个浏览器存不住内容，没网时报不了。请用手机自带的浏览器打开本页。");
  });
  window.addEventListener("online", function () {
    outbox.wake(editing).then(function () {
      /* The page kept without a person has nothing of 已报: now the true one can come. */
      if (!own && !form && !outbox.state.offline) location.reload();
    });
  });
  window.addEventListener("offline", function () { outbox.state.offline = true; show(); });
  doc.addEventListener("visibilitychange", function () {
    if (doc.hidden) return;
    if (stale()) location.reload();
    else outbox.flush(editing);
  });
  /* Behind "back" the page is unseen until it is known whose it is. */
  window.addEventListener("pagehide", function () { root.style.visibility = "hidden"; });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && stale()) return location.reload();
    root.style.visibility = "";
  });
})();
