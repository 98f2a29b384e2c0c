/**
 * Tells when somebody looks at the page again: after a lock, another app, the browser's store of left pages, or a
 * sleep of the tab.
 */

/** @param {() => void} back */
export function onReturn(back) {
  document.addEventListener("visibilitychange", () => document.hidden || back());
  document.addEventListener("resume", back);
  window.addEventListener("pageshow", (event) => event.persisted && back());
}
