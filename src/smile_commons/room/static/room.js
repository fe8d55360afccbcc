// The stream of a room, its lines and its forms: what every page has. Text goes in as text, never as HTML.
"use strict";
const room = (() => {
  const page = document.body.dataset, $ = (id) => document.getElementById(id);
  const words = $("words").dataset, on = {}, seen = { last: page.since };
  const kind = page.page;
  let source, poller, spoke = false;

  // --- the stream ---------------------------------------------------------------------------
  const number = (id) => Number(id.slice(id.lastIndexOf("-") + 1));
  function hear(name, text, id) {
    spoke = true;
    stopPolling();
    take(name, JSON.parse(text), id);
  }
  // A stream gives its last id to events of the moment too, which have none.
  const kept = new Set(["state", "act", "speech", "narration", "struck", "floor", "statement", "results"]);
  function take(name, data, id) {
    if (id && kept.has(name)) {
      if (id.split("-")[0] !== seen.last.split("-")[0]) return location.reload();
      if (number(id) <= number(seen.last)) return;
      seen.last = id;
    }
    for (const does of on[name] || []) does(data);
  }
  const names = [...kept, "thinking", "box", "count", "reload", "bye", "mine", "gone", "reached", "slide",
    "held", "queue", "seat", "model", "needs", "pending", "address"];
  function open() {
    if (source) source.close();
    spoke = false;
    source = new EventSource(`${page.at}/events?since=${seen.last}`);
    for (const name of names) source.addEventListener(name, (e) => hear(name, e.data, e.lastEventId));
    source.onerror = () => {
      if (!poller) say(words.offline);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 1000 + Math.random() * 7000);
    };
    setTimeout(() => { if (!spoke && source.readyState === EventSource.OPEN) poll(); }, 20000);
  }
  async function poll() { // something on the way holds streams back, or another tab has the stream
    stopPolling();
    poller = setTimeout(poll, 2000 + Math.random() * 2000);
    try {
      const got = await (await fetch(`${page.at}/since/${seen.last}`)).json();
      for (const one of got.events) take(one.event, one.data, one.id);
    } catch { /* the next one may come through */ }
  }
  const stopPolling = () => { clearTimeout(poller); poller = undefined; };

  // A browser keeps six streams to one address: of the desk's tabs one listens, the others ask.
  const tabs = kind === "teacher" && window.BroadcastChannel ? new BroadcastChannel(`commons-${page.code}`) : null;
  let another = false;
  function begin() {
    if (!tabs) return open();
    another = false;
    tabs.postMessage("who");
    setTimeout(() => { if (!another) open(); }, 300);
  }
  if (tabs) tabs.onmessage = ({ data }) => {
    if (data === "who" && !another) tabs.postMessage("here");
    if (data === "here" && !source && !another) { another = true; poll(); }
    if (data === "gone" && another) { stopPolling(); setTimeout(begin, Math.random() * 1000); }
  };
  addEventListener("pagehide", () => { if (source) tabs?.postMessage("gone"); });

  const again = () => { if (document.visibilityState === "visible" && !another) open(); };
  document.addEventListener("visibilitychange", again); // phones end streams without a word
  addEventListener("pageshow", (e) => { if (e.persisted) again(); });
  addEventListener("online", again);

  // --- what is shown ------------------------------------------------------------------------
  const filled = (pattern, data) => pattern.replace(/\{(\w+)\}/g, (_, key) => data[key] ?? "");
  const text = (node, value) => { if (node && node.textContent !== value) node.textContent = value; };
  const show = (node, is) => { if (node) node.hidden = !is; };
  const stood = $("state")?.textContent || "";
  let spoken = stood, announced = "", clocked = false;
  function say(what) { // the same words twice would not be read again
    if (what === spoken) return;
    spoken = what;
    text($("state"), what);
    show($("box"), clocked && what !== announced); // time that is told in words stands there once
  }
  function fill(node, data) {
    const all = (name) => [...(node.matches(`[${name}]`) ? [node] : []), ...node.querySelectorAll(`[${name}]`)];
    for (const one of all("data-text")) text(one, String(data[one.dataset.text] ?? ""));
    for (const one of all("data-value")) one.value = filled(one.dataset.value, data);
    for (const one of all("data-if")) show(one, Boolean(data[one.dataset.if]));
    for (const one of all("data-named")) text(one, one.dataset.pattern.replace("{who}", data[one.dataset.named]));
    return node;
  }
  function list(id, rows) { // what is there stays there: nobody loses their place in it
    const place = $(id), old = new Map([...place.children].map((one) => [one.dataset.key, one]));
    rows.forEach((row, at) => {
      const key = String(row.id), node = old.get(key) || $(`t-${id}`).content.firstElementChild.cloneNode(true);
      old.delete(key);
      node.dataset.key = key;
      fill(node, row);
      if (place.children[at] !== node) place.insertBefore(node, place.children[at] || null);
    });
    for (const one of old.values()) one.remove();
  }
  const spokenTo = ({ to }) => (to?.length ? filled(words.to, { who: to.join(", ") }) : "");
  function add(kindOf, data) {
    if (!$("lines")) return;
    const atEnd = innerHeight + scrollY > document.documentElement.scrollHeight - 200;
    const node = $("t-line").content.firstElementChild.cloneNode(true);
    node.classList.add(kindOf);
    node.dataset.turn = data.turn;
    node.dataset.by = data.by || "";
    node.querySelector(".head").hidden = kindOf !== "speech";
    fill(node, { ...data, to_text: spokenTo(data) });
    $("lines").append(node);
    show($("empty"), false);
    if (kind === "wall") while ($("lines").children.length > 6) $("lines").firstElementChild.remove();
    if (kind === "wall" || (atEnd && !busy())) node.scrollIntoView({ block: "nearest" });
  }
  const busy = () => ["TEXTAREA", "INPUT", "SELECT"].includes(document.activeElement?.tagName || "");
  on.act = [(d) => add("act", d)];
  on.speech = [(d) => add("speech", d)];
  on.narration = [(d) => add("narration", d)];
  on.struck = [(d) => {
    for (const one of document.querySelectorAll("#lines .line")) {
      if (Number(one.dataset.turn) > d.after && !one.classList.contains("struck")) {
        one.classList.add("struck");
        one.querySelector(".label").textContent += ` (${words.struck})`;
      }
    }
  }];

  // --- states -------------------------------------------------------------------------------
  let now = null, own = ""; // own: what is said to the one person who speaks
  const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  function phrase(s) {
    if (s.frozen) return s.frozen === "away" ? words.away : words.frozen;
    if (s.here.endsWith("_closed")) return words[camel(s.here)];
    if (s.phase === "debate" && s.vote) return words.before;
    return (s.stage === "seat" && own) || words[s.stage || s.phase];
  }
  on.state = [(s) => {
    now = s;
    say(phrase(s));
    const why = s.because || (s.frozen && !["teacher", "away"].includes(s.frozen) ? s.frozen : "");
    text($("because"), why ? filled(words.because, { text: why }) : "");
    show($("because"), why);
    show($("asked"), s.phase === "lobby" || s.phase === "before");
    show($("log"), kind !== "wall" || !["lobby", "before"].includes(s.phase));
    show($("results"), s.phase === "results" || s.phase === "closed");
    show($("me"), s.phase !== "closed"); // nobody has a seat any more
    page.phase = s.phase;
    if (!s.vote) text($("count"), "");
  }];
  on.thinking = [(d) => { if (d.speaker && (!now || (!now.frozen && !now.pause))) say(filled(words.whoThinks, { who: d.speaker })); }];
  on.count = [(d) => text($("count"), filled(words.count, { done: d.in, of: d.of }))];
  on.reload = [() => location.reload()];
  on.bye = [() => say(words.bye)];
  on.reached = [() => show($("reached"), false)];
  on.results = [() => { if (kind === "wall") location.assign(`${page.at}/results`); }];
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
  let ends = 0, ticking, over = "";
  on.box = [(d) => {
    clearInterval(ticking);
    over = words.boxOver;
    clocked = d.left >= 0;
    show($("box"), clocked && spoken !== announced);
    if (!clocked) return;
    ends = Date.now() + d.left * 1000;
    const tick = () => text($("box"), Date.now() < ends ? clock((ends - Date.now()) / 1000) : over);
    tick();
    ticking = setInterval(tick, 1000);
    const said = words[`box${d.said.charAt(0).toUpperCase()}${d.said.slice(1)}`];
    if (!d.said || !said) return;
    const stands = () => (now ? phrase(now) : own || stood);
    say(announced = `${stands()} ${filled(said, { left: clock(d.left) })}`);
    setTimeout(() => say(stands()), 8000);
  }];

  // --- forms --------------------------------------------------------------------------------
  const dirty = new Set();
  let done = false, here = page.here;
  on.state.push((s) => {
    if (done && here !== s.here) text($("said"), ""); // that was done in another part of the lesson
    here = s.here;
  });
  async function send(form, button) {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    let answer;
    try {
      const got = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" } });
      answer = await got.json();
    } catch { answer = { ok: false, says: words.offline }; }
    text($("said"), "");
    setTimeout(() => text($("said"), answer.says), 50);
    done = answer.ok;
    if (!answer.ok) return answer;
    dirty.delete(form);
    if (answer.key && form.elements.key) form.elements.key.value = answer.key;
    return answer;
  }
  document.addEventListener("input", (e) => { if (e.target.form) dirty.add(e.target.form); });
  document.addEventListener("keydown", (e) => { if (e.key === "Enter" && e.repeat) e.preventDefault(); }); // a key that is held down is one press
  document.addEventListener("submit", async (e) => {
    const form = e.target, button = e.submitter;
    if (button?.dataset.ask) { // without a script a page asks, at its formaction
      button.removeAttribute("formaction");
      if (!confirm(button.dataset.ask)) return e.preventDefault();
    }
    if (form.dataset.plain) return;
    e.preventDefault();
    const box = form.querySelector("#order"), typed = box?.value, asked = send(form, button);
    if (box) box.value = ""; // the next order may be typed before this one is answered
    const answer = await asked;
    if (answer.ok) room.sent?.(form, button); else if (box && !box.value) box.value = typed;
  });
  $("aloud")?.addEventListener("change", (e) => $("log").setAttribute("aria-live", e.target.checked ? "polite" : "off"));
  show($("fresh"), false);
  addEventListener("DOMContentLoaded", begin);
  return { on, $, page, text, show, fill, list, say, spokenTo, filled, camel, dirty, now: () => now, speaks: (what) => { own = what; } };
})();
