/**
 * The part of the page that can be seen: an on-screen keyboard takes half of a phone's screen, and where I am
 * must stay in sight while I write.
 */

/** Keep `--seen` at the height that is left, where the browser does not shrink the page itself (Safari). */
export function followKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return;
  const fit = () => {
    const covered = window.innerHeight - seen.height;
    const height = seen.scale === 1 && covered > 1 ? `${seen.height}px` : "";
    document.documentElement.style.setProperty("--seen", height);
    if (height !== "") window.scrollTo(0, 0);
  };
  seen.addEventListener("resize", fit);
}
