/**
 * Give a page's components their names. A page does so when it has its words: what stands in its markup already speaks at
 * once.
 * @param {Record<string, CustomElementConstructor>} components by the name in markup
 */
export function define(components) {
  for (const [name, component] of Object.entries(components)) customElements.define(name, component);
}
