import { el } from "../../elements.js";
import { t } from "../../words.js";

/** Where anybody may have a document looked at. */
export function verifying() {
  const attributes = { href: "/verify", target: "_blank", rel: "noopener" };
  return el("a", { class: "button", testid: "agreement-verify", text: t("agreement.verify"), attributes });
}
