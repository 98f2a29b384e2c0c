/** What the page's markup is made of, for `closest` and `querySelector`. */

import type { Listen } from "./listen.js";

declare global {
  interface HTMLElementTagNameMap {
    "yt-listen": Listen;
  }
}
