/**
 * `<yt-face>`: what stands for a person without a picture, the family name's character or the first letter. For the eye
 * alone: the name stands beside it.
 */
export class Face extends HTMLElement {
  constructor(name = "") {
    super();
    this.name = name;
    this.setAttribute("aria-hidden", "true");
  }

  /** @param {string} name */
  set name(name) {
    this.textContent = /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? "";
  }
}
