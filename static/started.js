/**
 * The page's script runs: the word that it does not (server/templates/not_started.html) is taken away, and what is for
 * it alone can be pressed. A press before would be lost.
 */
export function started() {
  document.getElementById("not-started")?.remove();
  for (const waiting of document.querySelectorAll("[data-waits]")) waiting.removeAttribute("disabled");
}
