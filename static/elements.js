/** Making and finding elements of the page. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {object} Make
 * @property {string} [class]
 * @property {string} [testid]
 * @property {string} [text]
 * @property {Record<string, string>} [data]
 * @property {Record<string, string>} [attributes]
 * @property {() => void} [onclick]
 */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Make} [make]
 * @param {(Node | string | null)[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, make = {}, children = []) {
  const element = document.createElement(tag);
  if (make.class) element.className = make.class;
  if (make.testid) element.dataset.testid = make.testid;
  if (make.text !== undefined) element.textContent = make.text;
  Object.assign(element.dataset, make.data ?? {});
  for (const [name, value] of Object.entries(make.attributes ?? {})) element.setAttribute(name, value);
  if (make.onclick) element.addEventListener("click", make.onclick);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * @param {string} text
 * @param {() => void} onclick
 * @param {Make} [make]
 */
export function button(text, onclick, make = {}) {
  return el("button", { ...make, text, onclick, attributes: { type: "button", ...make.attributes } });
}

/**
 * A field and what it is for.
 * @param {string} words
 * @param {HTMLElement} field
 */
export function labelled(words, field) {
  return el("label", {}, [el("span", { text: words }), field]);
}

/**
 * A picture out of the page's symbols.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", "icon");
  svg.dataset["icon"] = name;
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/**
 * The element of the page's own markup with this data-testid.
 * @param {string} testid
 * @returns {HTMLElement}
 */
export function part(testid) {
  const found = document.querySelector(`[data-testid="${testid}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`the page lacks ${testid}`);
  return found;
}

/**
 * @template {HTMLElement} T
 * @param {string} testid
 * @param {new () => T} type
 * @returns {T}
 */
export function typedPart(testid, type) {
  const found = part(testid);
  if (!(found instanceof type)) throw new Error(`${testid} is no ${type.name}`);
  return found;
}

/**
 * Make the children of `list` the given ones, in this order, moving none that already stands right: a moved
 * video stops for a moment.
 * @param {Element} list
 * @param {readonly Element[]} children
 */
export function arrange(list, children) {
  const wanted = new Set(children);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
  });
}

/**
 * Offer these choices; what was chosen stays chosen, if it still is one.
 * @param {HTMLSelectElement} select
 * @param {{value: string, words: string}[]} choices
 */
export function fill(select, choices) {
  const chosen = select.value;
  arrange(select, choices.map(({ value, words }) => el("option", { text: words, attributes: { value } })));
  if (choices.some(({ value }) => value === chosen)) select.value = chosen;
}
