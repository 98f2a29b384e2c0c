/**
 * An organisation prints the paper, stamps it and hands in a scan of it, instead of a hand on a page. A host compares it
 * with what was settled.
 *
 * @typedef {import("../../protocol.js").SettlementPaper} Paper
 * @typedef {import("../../protocol.js").PaperSigner} Signer
 * @typedef {{id: string, paper: Paper, who: string, signer: Signer}} Stamped
 */

import { button, el } from "../../elements.js";
import { explain, t } from "../../words.js";
import { ofDay } from "../clock.js";
import { ask, send } from "./http.js";

/** @type {Record<string, string>} */
const FAULTS = { not_readable: "not_readable", encrypted: "encrypted", too_large: "too_large", pages: "pages" };
const OPEN = new Set(["frozen", "signing"]);
/** What lies open stays so when its card is drawn anew. @type {Set<string>} */
const opened = new Set();

/**
 * Whether a scan may stand for this signer's hand now.
 * @param {Paper} paper
 * @param {Signer} signer
 */
export function stampable({ state }, { organisation, signed }) {
  return organisation === true && !signed && OPEN.has(state);
}

/**
 * Print, hand in, and what has become of it.
 * @param {string} seat mine
 * @param {Stamped} about
 */
export function stamping(seat, about) {
  const { id, who, signer } = about;
  const status = el("p", { class: "notice wrong", testid: "scan-trouble", attributes: { role: "alert", hidden: "" } });
  const attributes = { type: "file", multiple: "", accept: "application/pdf,image/jpeg,image/png", id: `scan-${id}-${who}` };
  const files = el("input", { testid: "scan-files", attributes });
  files.addEventListener("change", () => void handIn(seat, about, files, status));
  const upload = el("label", { class: "button", text: t("scan.upload"), attributes: { for: attributes.id } });
  const box = el("details", { class: "stamping", testid: "scan" }, [
    el("summary", { text: t("scan.title") }),
    el("p", { class: "quiet", text: t("scan.lead") }),
    signer.declined ? el("p", { class: "notice", testid: "scan-declined", text: t("scan.declined", { reason: signer.declined.reason }) }) : null,
    signer.scan ? el("p", { testid: "scan-waiting", text: waiting(signer.scan) }) : null,
    el("div", { class: "ways" }, [
      el("a", {
        class: "button",
        testid: "scan-print",
        text: t("scan.print"),
        attributes: { href: `/room/${seat}/papers/${id}/frozen.pdf`, target: "_blank", rel: "noopener" },
      }),
      files,
      upload,
      signer.scan ? look(seat, id, who) : null,
    ]),
    el("p", { class: "quiet", text: t("scan.files") }),
    status,
  ]);
  const own = `${id} ${who}`;
  box.open = opened.has(own) || signer.scan !== undefined || signer.declined !== undefined;
  box.addEventListener("toggle", () => (box.open ? opened.add(own) : opened.delete(own)));
  return box;
}

/**
 * The scan as it is kept.
 * @param {string} seat
 * @param {string} id
 * @param {string} who
 */
export function look(seat, id, who) {
  const attributes = { href: `/room/${seat}/papers/${id}/scans/${who}.pdf`, target: "_blank", rel: "noopener" };
  return el("a", { class: "button", testid: "scan-look", text: t("scan.look"), attributes });
}

/** @param {NonNullable<Signer["scan"]>} scan */
function waiting({ by, pages, at }) {
  return t("scan.waiting", { by, pages, time: ofDay(at) });
}

/**
 * @param {string} seat
 * @param {Stamped} about
 * @param {HTMLInputElement} files
 * @param {HTMLElement} status
 */
async function handIn(seat, { id, paper, who }, files, status) {
  const form = new FormData();
  form.append("who", who);
  form.append("frozen", paper.frozen);
  for (const file of files.files ?? []) form.append("file", file, file.name);
  if (!files.files?.length) return;
  tell(status, t("scan.sending"));
  const reply = await send(`/room/${seat}/papers/${id}/scan`, form);
  files.value = "";
  tell(status, "code" in reply ? meant(reply.code, reply.params) : "");
}

/**
 * What a refusal means.
 * @param {string} code
 * @param {import("../../protocol.js").Params} [params]
 */
function meant(code, params = {}) {
  const fault = code === "scan_unfit" ? FAULTS[String(params["fault"])] : undefined;
  return fault ? t(`scan.fault_${fault}`) : explain(code, params);
}

/**
 * @param {HTMLElement} status
 * @param {string} words empty: nothing is wrong
 */
function tell(status, words) {
  status.textContent = words;
  status.hidden = words === "";
}

/**
 * Settled text and scan side by side, a page at a time below each other; taken when every page was ticked.
 * @param {string} seat
 * @param {Stamped} about
 * @param {() => Promise<string | null>} reason asks why it is sent back
 */
export function compare(seat, { id, who, signer }, reason) {
  const { scan } = signer;
  if (!scan) return;
  const status = el("p", { class: "notice wrong", testid: "compare-trouble", attributes: { role: "alert", hidden: "" } });
  const box = `/room/${seat}/papers/${id}`;
  const numbers = Array.from({ length: scan.pages }, (_, index) => index + 1);
  const ticks = [...numbers.map((page) => tick(t("scan.same"), "compare-same", `same-${page}`)), tick(t("scan.stamp"), "compare-stamp", "stamp")];
  const take = button(t("scan.take"), () => void post("compared", { pages: numbers, stamp: true }), { class: "primary", testid: "compare-take" });
  take.disabled = true;
  for (const { input } of ticks) input.addEventListener("change", () => (take.disabled = !ticks.every(({ input }) => input.checked)));
  const dialog = el("dialog", { class: "compare", testid: "compare", attributes: { "aria-labelledby": "compare-title" } }, [
    el("h2", { text: t("scan.compare_title", { name: signer.name }), attributes: { id: "compare-title" } }),
    el("p", { class: "quiet", text: t("scan.compare_lead") }),
    ...numbers.map((page, index) => sheet(box, who, scan, page, ticks[index]?.label)),
    ticks.at(-1)?.label ?? null,
    status,
    el("div", { class: "choices" }, [
      take,
      button(t("scan.decline"), () => void decline(), { class: "danger", testid: "compare-decline" }),
      button(t("scan.close"), () => dialog.close(), { testid: "compare-close" }),
    ]),
  ]);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();

  /**
   * @param {string} step
   * @param {Record<string, unknown>} fields
   */
  async function post(step, fields) {
    const reply = await ask(`${box}/scan/${step}`, { who, scan: scan?.digest, ...fields });
    if ("code" in reply) return tell(status, meant(reply.code, reply.params));
    dialog.close();
  }

  async function decline() {
    const words = await reason();
    if (words !== null) await post("declined", { reason: words });
  }
}

/**
 * @param {string} box
 * @param {string} who
 * @param {NonNullable<Signer["scan"]>} scan
 * @param {number} page
 * @param {HTMLElement | undefined} same
 */
function sheet(box, who, { digest, pages }, page, same) {
  return el("section", { class: "sheet", testid: "compare-page" }, [
    el("h3", { text: t("scan.page", { page, pages }) }),
    el("div", { class: "pair" }, [
      figure(t("scan.frozen"), `${box}/frozen/${page}.jpg`),
      figure(t("scan.scanned"), `${box}/scans/${who}/${page}.jpg?${digest.slice(0, 8)}`),
    ]),
    same ?? null,
  ]);
}

/**
 * @param {string} words
 * @param {string} src
 */
function figure(words, src) {
  return el("figure", {}, [el("figcaption", { text: words }), el("img", { attributes: { src, alt: words, loading: "lazy" } })]);
}

/**
 * @param {string} words
 * @param {string} testid
 * @param {string} id
 */
function tick(words, testid, id) {
  const input = el("input", { testid, attributes: { type: "checkbox", id: `compare-${id}` } });
  return { input, label: el("label", { class: "tick" }, [input, el("span", { text: words })]) };
}
