// The results: gone when they are not shown any more; on the wall one page after another.
"use strict";
(() => {
  const { on, $, page, text, show, filled } = room;
  on.state.push((s) => { if (!["results", "closed"].includes(s.phase)) location.assign($("back").href); });
  const slides = [...document.querySelectorAll("[data-slide]")];
  if (page.wall) on.slide = [(d) => {
    const at = Math.min(d.n, slides.length - 1);
    slides.forEach((one, n) => show(one, n === at));
    text($("place"), filled($("place").dataset.pattern, { n: at + 1, of: slides.length }));
  }];
})();
