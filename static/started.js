/** The page's script runs: the word that it does not (server/templates/not_started.html) is taken away. */
export function started() {
  document.getElementById("not-started")?.remove();
}
