// The teacher's desk: what is held, asked, seated. Text goes in as text, never as HTML.
"use strict";
(() => {
  const { on, $, text, show, fill, list, filled } = room;
  const plain = (id, rows) => $(id).replaceChildren(...rows.map((one) => {
    const item = document.createElement("li");
    item.textContent = one;
    return item;
  }));
  let leaves = 0, counting;
  on.held = [(d) => {
    clearInterval(counting);
    const is = Boolean(d.turn), card = $("held");
    show(card, is);
    show($("none-held"), !is);
    if (!is) return;
    const words = $("edit"), typed = document.activeElement === words ? words.value : null;
    fill(card, { ...d, flagged: d.flags.join("; "), auto_text: "" });
    if (typed !== null && card.dataset.turn === String(d.turn)) words.value = typed;
    card.dataset.turn = d.turn;
    list("takes", d.takes.map((one) => ({ ...one, id: one.n, free: !one.chosen, flagged: one.flags.join("; ") })));
    plain("memories", d.memories);
    if (d.auto !== null) {
      leaves = Date.now() + d.auto * 1000;
      const tick = () => text($("auto"), filled($("auto").dataset.pattern, { n: Math.max(0, Math.ceil((leaves - Date.now()) / 1000)) }));
      tick();
      counting = setInterval(tick, 1000);
    }
  }];
  on.queue = [(d) => {
    const rows = d.items.filter((one) => one.seat || one.state === "held");
    show($("no-queue"), !rows.length);
    list("queue", rows.map((one) => ({ ...one, flagged: one.flags.join(", "), open: one.state === "held", question: one.kind === "question", statement: one.kind === "statement" })));
  }];
  on.seat = [(d) => {
    const w = $("seats").dataset;
    text($("joined"), String(d.joined));
    list("seats", d.seats.map((one) => ({ ...one, here_text: one.here ? w.here : w.gone, voted_text: one.voted ? w.voted : "", help_text: one.helped ? w.help : "" })));
  }];
  on.model = [(d) => {
    text($("model"), filled($("model").dataset[d.state] || "", d));
    show($("resume"), d.state === "failed");
  }];
  on.needs = [(d) => { plain("needs", d.needs); show($("needs-card"), d.needs.length); }];
  on.pending = [(d) => { plain("pending", d.orders); show($("pending-card"), d.orders.length); }];
  on.state.push((s) => {
    const closed = (s.phase === "before" || s.phase === "after") && !s.voting;
    const here = s.frozen ? "frozen" : s.phase + (closed ? "-closed" : s.phase === "debate" && s.pause ? `-${s.pause}` : "");
    const had = document.activeElement;
    for (const one of document.querySelectorAll("[data-when]")) show(one, one.dataset.when.split(" ").includes(here));
    if (had?.hidden) $("order").focus(); // the button that was pressed is gone
  });
  room.sent = (form, button) => {
    for (const one of form.querySelectorAll("textarea")) one.value = "";
    form.closest("details")?.removeAttribute("open");
  };
  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-ask]");
    if (button && !confirm(button.textContent.trim())) e.preventDefault();
  });
  $("order").focus();
})();
