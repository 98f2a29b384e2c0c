// What is wrong with the page as it lies on the screen now: a list of faults, each with what it concerns.
(needed) => {
  const faults = [];
  const name = (one) => one.dataset?.testid ?? `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.slice(0, 30).trim()}`;
  const dialog = document.querySelector("dialog[open]");
  const all = [...(dialog ?? document.body).querySelectorAll("*")];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.getBoundingClientRect().width > 1;
  const shown = all.filter(seen);
  const [width, height] = [innerWidth, innerHeight];

  const clips = (one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowX);
  const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflow);
  /** The nearest ancestor for which it holds. */
  const above = (one, holds) => {
    for (let at = one.parentElement; at && at !== document.documentElement; at = at.parentElement) if (holds(at)) return at;
    return null;
  };

  // Each component of the markup is one that this page's script knows.
  for (const one of all.filter((one) => one.matches(":not(:defined)"))) faults.push(`${name(one)} is unknown to the page`);

  // Nobody has to scroll sideways, neither the page nor a part of it.
  if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const one of shown) {
    if (scrolls(one) && one.scrollWidth > one.clientWidth + 1) faults.push(`${name(one)} scrolls sideways`);
  }

  // What must be in sight without scrolling, whole.
  for (const selector of needed) {
    const found = [...document.querySelectorAll(selector)].filter(seen);
    if (found.length === 0) faults.push(`${selector} is not there`);
    for (const one of found) {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      if (left < -1 || top < -1 || right > width + 1 || bottom > height + 1) {
        faults.push(`${selector} (${name(one)}) is out of sight: ${[left, top, right, bottom].map(Math.round)}`);
      }
    }
  }

  // What is pressed is large enough, and nothing lies over it.
  const pressed = shown.filter((one) => one.matches("a[href], button, summary, select, textarea, .check, input:not([type=checkbox], [type=radio])"));
  for (const one of pressed) {
    const box = one.getBoundingClientRect();
    const inText = one.matches("p a:not(.button)") && getComputedStyle(one).display === "inline";
    if ((box.width < 43.5 || box.height < 43.5) && !inText) faults.push(`${name(one)} is ${box.width.toFixed()}x${box.height.toFixed()}`);
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const frame = above(one, scrolls)?.getBoundingClientRect();
    const inFrame = !frame || (x > frame.left && x < frame.right && y > frame.top && y < frame.bottom);
    if (x < 0 || y < 0 || x > width || y > height || !inFrame) continue;
    const top = document.elementFromPoint(x, y);
    // They slide over on purpose; and from under what sticks to an edge of a list one can scroll.
    const sticks = top && (getComputedStyle(top).position === "sticky" || above(top, (at) => getComputedStyle(at).position === "sticky"));
    const covered = sticks || (top?.closest(".chat, .notices") && !one.closest(".chat, .notices"));
    if (top && !covered && !one.contains(top) && !top.contains(one)) faults.push(`${name(top)} lies on ${name(one)}`);
  }

  // No text is cut off at an edge that does not scroll.
  for (const one of shown) {
    if (one.getBoundingClientRect().height <= 1) continue; // for those who listen
    const own = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
    if (own.length === 0 || one.matches("option, textarea, script, yt-face")) continue;
    const range = document.createRange();
    range.selectNodeContents(one);
    const text = range.getBoundingClientRect();
    const edge = above(one, (at) => clips(at) || scrolls(at));
    const frame = clips(one) ? one : edge;
    const box = frame && clips(frame) ? frame.getBoundingClientRect() : null;
    // To the side nothing scrolls: what is beyond any edge is out of reach.
    const { left, right } = frame?.getBoundingClientRect() ?? { left: 0, right: width };
    // A space at the end of a line hangs over it, where spaces are kept, and is nothing to be seen.
    const hangs = getComputedStyle(one).whiteSpace === "pre-wrap" ? 8 : 1;
    if (text.left < left - hangs || text.right > right + hangs) faults.push(`the text of ${name(one)} is cut off at the side`);
    if (box && (text.top < box.top - 3 || text.bottom > box.bottom + 3)) faults.push(`the text of ${name(one)} is cut off`);
  }
  return faults;
}
