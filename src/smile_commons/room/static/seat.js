// A student's page: the vote, questions, a persona's seat. Text goes in as text, never as HTML.
"use strict";
(() => {
  const { on, $, page, text, show, fill, list, say, dirty } = room;
  const isSeat = page.page === "seat";
  let before = { before: Number(page.before), after: Number(page.after) }; // which vote it is, of each
  function voting(s) {
    const form = $("vote-form"), phase = s.vote || "";
    const other = phase && $("vote-phase").value !== phase, typed = dirty.has(form);
    const again = phase && before[phase] !== s[phase];
    show($("closed-bar"), typed && (!phase || other));
    if (typed && (!phase || other)) return; // what is typed is never replaced
    show($("vote"), phase || (page.missed && s.phase === "debate"));
    if (other || again) {
      form.reset();
      for (const one of form.querySelectorAll("input[type=radio]")) one.checked = false;
      for (const one of form.querySelectorAll("textarea")) one.value = "";
      show($("voted"), false);
      show($("erase"), false);
    }
    if (!phase) return;
    $("vote-phase").value = phase;
    text($("vote-title"), $("vote-title").dataset[phase]);
    for (const one of document.querySelectorAll(".after-only")) show(one, phase === "after");
  }
  if (isSeat) on.state.push((s) => {
    voting(s);
    before = s;
    const live = ["before", "debate", "after"].includes(s.phase);
    show($("ask"), live || dirty.has($("question-form")));
    show($("question-form"), ["before", "debate"].includes(s.phase) || dirty.has($("question-form")));
    shownStatements();
    show($("sit"), s.phase === "debate");
  });
  const shownStatements = () => show($("statements"), ["debate", "after"].includes(page.phase) && $("statement-list").children.length);
  on.statement = [(d) => {
    if (!isSeat) return;
    const there = document.querySelector(`#statement-list [data-key="${CSS.escape(d.id)}"]`);
    if (d.gone) there?.remove();
    else if (!there) {
      const node = fill($("t-statement-list").content.firstElementChild.cloneNode(true), d);
      node.dataset.key = d.id;
      node.querySelector("form").action = `${page.at}/statement/${d.id}/vote`;
      $("statement-list").append(node);
    }
    shownStatements();
  }];
  on.mine = [(d) => {
    list("mine-list", d.questions);
    show($("mine"), d.questions.length);
    show($("speak"), d.seat);
    if (d.seat) text($("speak-title"), $("speak-title").dataset.pattern.replace("{who}", d.seat));
    room.speaks(d.seat ? $("speak-title").textContent : "");
    if (d.seat) say($("speak-title").textContent);
    show($("wished"), d.wish);
    show($("unwish"), d.wish);
    if (d.wish) text($("wished"), $("wished").dataset.pattern.replace("{who}", d.wish));
    $("help").setAttribute("aria-pressed", String(d.helped));
  }];
  on.gone = [() => location.assign(page.at.replace("/r/", "/j/"))];
  room.sent = (form, button) => { // once a form was taken
    if (form.dataset.reload) location.reload();
    if (form.id === "vote-form") {
      show($("voted"), true);
      show($("erase"), room.now() ? room.now().vote : true);
      page.missed = "";
    }
    if (form.id === "erase-form") { show($("voted"), false); show($("erase"), false); }
    if (form.dataset.statement) for (const one of form.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === button));
    for (const one of form.querySelectorAll("textarea")) if (form.id !== "vote-form") one.value = "";
  };
})();
