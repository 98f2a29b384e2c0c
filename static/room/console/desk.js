/** What waits in the page's templates for whoever has a desk there. */

/** @param {"host" | "clerk"} whose */
export function fillIn(whose) {
  document.documentElement.dataset.role = "staff";
  document.documentElement.dataset.desk = whose;
  for (const slot of document.querySelectorAll(`template[data-for=${whose}]`)) {
    if (slot instanceof HTMLTemplateElement) slot.replaceWith(slot.content);
  }
}
