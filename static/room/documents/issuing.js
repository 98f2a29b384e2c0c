/**
 * Making a paper: what it is for, what will be in it, what it has to be told. What was typed stays while the page does.
 *
 * @typedef {import("../../protocol.js").OfferedDocument} Offer
 * @typedef {import("./fields.js").Asked} Asked
 * @typedef {import("./offered.js").Possible} Possible
 */

import { el, part, typedPart } from "../../elements.js";
import { inBlock } from "../../foreign.js";
import { explain, t } from "../../words.js";
import { fields } from "./fields.js";
import { title } from "./kinds.js";

/** In which the record's undisputed facts stand. */
const WITH_FACTS = new Set(["failure"]);
/** Which is about somebody. */
const ABOUT_PEOPLE = new Set(["service_receipt"]);

export class Issuing {
  #possible;
  #made;
  #dialog = typedPart("document-dialog", HTMLDialogElement);
  #make = typedPart("document-make", HTMLButtonElement);
  /** @type {Offer | null} */
  #offer = null;
  #about = "";
  /** @type {Map<string, Asked>} */
  #asked = new Map();
  /** By kind and name, what was told the last time. @type {Map<string, string>} */
  #known = new Map();

  /**
   * @param {Possible} possible
   * @param {(papers: string[]) => void} made
   */
  constructor(possible, made) {
    this.#possible = possible;
    this.#made = made;
    part("document-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#keep());
    typedPart("document-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#issue();
    });
  }

  /**
   * @param {Offer} offer
   * @param {string} [about] which of those that it can be about
   */
  open(offer, about = "") {
    const { kind, needs, about: subjects = [] } = offer;
    const { agreements, people = {}, attendees = {} } = this.#possible.now;
    const chosen = Object.fromEntries(subjects.map((seat) => [seat, people[seat] ?? seat]));
    const { parts = [], debtors = {} } = agreements.find(({ paper }) => paper === about) ?? {};
    this.#offer = offer;
    this.#about = about;
    this.#asked = fields(ABOUT_PEOPLE.has(kind) ? ["about", ...needs] : needs, (name) => ({
      kind,
      parts,
      people: chosen,
      attendees,
      debtors,
      known: this.#known.get(`${kind} ${name}`) ?? "",
    }));
    this.#dialog.dataset["kind"] = kind;
    part("document-title").textContent = title(kind);
    part("document-for").textContent = t(`document.for_${kind}`);
    part("document-fields").replaceChildren(...[...this.#asked.values()].map(({ element }) => element));
    this.#drawFacts(WITH_FACTS.has(kind) ? (this.#possible.now.facts ?? []) : null);
    this.#busy(false);
    this.#complain("");
    this.#dialog.showModal();
  }

  /** @param {string[] | null} facts */
  #drawFacts(facts) {
    part("document-facts-box").hidden = facts === null;
    part("document-facts-none").hidden = facts !== null && facts.length > 0;
    const lines = (facts ?? []).map((text) => el("li", { text: inBlock(text), attributes: { dir: "auto" } }));
    part("document-facts").replaceChildren(...lines);
  }

  #keep() {
    for (const [name, { text }] of this.#asked) this.#known.set(`${this.#offer?.kind} ${name}`, text());
  }

  async #issue() {
    const offer = this.#offer;
    if (offer === null || this.#make.disabled) return;
    const lacking = [...this.#asked.values()].find(({ missing }) => missing() !== "");
    if (lacking) return this.#lacks(lacking);
    const told = Object.assign({}, ...[...this.#asked.values()].map(({ told }) => told()));
    this.#complain("");
    this.#busy(true);
    const reply = await this.#possible.make(offer.kind, this.#about === "" ? told : { about: this.#about, ...told });
    this.#busy(false);
    if ("code" in reply) return this.#complain(explain(reply.code, reply.params));
    this.#dialog.close();
    this.#made(reply.value.papers);
  }

  /** @param {Asked} asked */
  #lacks({ element, missing }) {
    this.#complain(t("document.missing", { what: missing() }));
    const empty = [...element.querySelectorAll("input")].find((input) => input.value === "" && input.offsetParent !== null);
    empty?.focus();
  }

  /** @param {boolean} on */
  #busy(on) {
    this.#make.disabled = on;
    this.#make.textContent = t(on ? "document.making" : "document.make");
  }

  /** @param {string} words empty: nothing is wrong any more */
  #complain(words) {
    part("document-trouble").textContent = words;
    part("document-trouble").hidden = words === "";
  }
}
