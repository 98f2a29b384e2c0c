/** `<yt-level>`: a bar that is as long as something is loud. */
export class Level extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "meter");
    this.setAttribute("aria-valuemin", "0");
    this.setAttribute("aria-valuemax", "100");
    this.value = 0;
  }

  /** @param {number} level 0 to 1 */
  set value(level) {
    this.style.setProperty("--level", String(level));
    this.setAttribute("aria-valuenow", String(Math.round(level * 100)));
  }
}
