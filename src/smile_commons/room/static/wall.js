// What fits on the wall: the last lines, each of them whole. What has no room any more is not half there.
"use strict";
(() => {
  const { on, $ } = room, stage = document.querySelector(".stage"), lines = $("lines");
  function fit() {
    const all = [...lines.children];
    for (const one of all) one.hidden = false;
    while (all.length > 1 && $("log").scrollHeight > stage.clientHeight) all.shift().hidden = true;
    stage.scrollTop = stage.scrollHeight;
  }
  for (const name of ["act", "speech", "narration", "struck", "state"]) on[name].push(fit);
  addEventListener("resize", fit);
  fit();
})();
