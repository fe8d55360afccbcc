// The teacher's desk: what is held, asked, seated. Text goes in as text, never as HTML.
"use strict";
(() => {
  const { on, $, page, text, show, fill, list, filled, camel } = room;
  const plain = (id, rows) => $(id).replaceChildren(...rows.map((one) => {
    const item = document.createElement("li");
    item.textContent = one;
    return item;
  }));
  let leaves = 0, counting;
  on.held = [(d) => {
    clearInterval(counting);
    const is = Boolean(d.id), card = $("held");
    show(card, is);
    show($("none-held"), !is);
    if (is) {
      const words = $("edit"), typed = room.dirty.has(words.form) && card.dataset.turn === String(d.turn) ? words.value : null;
      fill(card, { ...d, flagged: d.flags.join("; "), auto_text: "", by_model: !d.by_person, to_text: room.spokenTo(d) });
      if (typed !== null) words.value = typed;
      card.dataset.turn = d.turn;
      list("takes", d.takes.map((one) => ({ ...one, id: one.n, free: !one.chosen, flagged: one.flags.join("; ") })));
      plain("memories", d.memories);
      if (d.auto !== null) countdown(d.auto);
    }
    // An order says which line was on this page when it was given.
    for (const one of document.querySelectorAll("input[name=line]")) one.value = d.id || "";
  }];
  function countdown(seconds) {
    leaves = Date.now() + seconds * 1000;
    const tick = () => text($("auto"), filled($("auto").dataset.pattern, { n: Math.max(0, Math.ceil((leaves - Date.now()) / 1000)) }));
    tick();
    counting = setInterval(tick, 1000);
  }
  let queue;
  on.queue = [(d) => {
    queue = d;
    const asks = ["before", "debate"].includes(page.phase), shows = asks || page.phase === "after";
    const rows = d.items.filter((one) => one.seat || one.state === "held");
    show($("no-queue"), !rows.length);
    list("queue", rows.map((one) => ({
      ...one, flagged: one.flags.join("; "), open: shows && one.state === "held",
      question: asks && one.kind === "question", statement: one.kind === "statement",
      can_wait: shows && ["refused", "approved"].includes(one.state),
    })));
  }];
  on.seat = [(d) => {
    const w = $("seats").dataset;
    text($("joined"), String(d.joined));
    const rows = d.seats.map((one) => ({
      ...one, here_text: one.here ? w.here : w.gone, voted_text: one.voted ? w.voted : "",
      help_text: one.helped ? w.help : "", wished: one.wish && !one.granted,
    }));
    list("asking", rows.filter((one) => one.asks));
    list("seats", rows.filter((one) => !one.asks));
    show($("asking-table"), rows.some((one) => one.asks));
  }];
  on.model = [(d) => {
    text($("model"), filled($("model").dataset[d.state] || "", d));
    show($("resume"), d.state === "failed");
  }];
  on.needs = [(d) => { plain("needs", d.needs); show($("needs-card"), d.needs.length); }];
  on.pending = [(d) => { plain("pending", d.orders); show($("pending-card"), d.orders.length); }];
  on.address = [(d) => {
    text($("join"), d.join);
    text($("others"), d.others ? $("others").dataset.pattern + " " + d.others : "");
    $("qr").src = `/t/qr?${Date.now()}`;
  }];
  on.slide = [(d) => text($("slide"), filled($("slide").dataset.pattern, { n: d.n + 1 }))];
  on.state.push((s) => {
    const had = document.activeElement;
    for (const [name, at] of [["when", s.here], ["in", s.phase]]) for (const one of document.querySelectorAll(`[data-${name}]`)) show(one, one.dataset[name].split(" ").includes(at));
    if (queue) on.queue[0](queue);
    show($("back"), s.back);
    if (s.back) text($("back"), filled($("back").dataset.pattern, { where: $("back").dataset[camel(s.back)] }));
    if (had?.hidden || had?.closest("[hidden]")) $("order").focus(); // the button that was pressed is gone
  });
  room.sent = (form) => {
    for (const one of form.querySelectorAll("textarea, input.reason")) one.value = "";
    form.closest("details")?.removeAttribute("open");
  };
  $("order").focus();
})();
