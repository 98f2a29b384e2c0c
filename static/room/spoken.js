/**
 * Which captions there are to show: what is finished, and behind it what somebody is just saying. Pure.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").Caption} Caption
 * @typedef {import("../protocol.js").PartialEvent} PartialEvent
 * @typedef {{id: string, name: string, person: string, channel: string, state: "partial" | "final" | "gap",
 *   at: string, parts: Part[]}} Spoken
 * @typedef {{text: string, kind: string}} Part `kind`: what has to be confirmed in it, or ""
 */

/** Milliseconds after which what somebody began to say is not waited for any longer. */
export const FORGOTTEN_MS = 15_000;

/** What is just being said: of each person the newest, where they are and while they are there. */
export class Partials {
  /** @type {Map<string, {said: PartialEvent, since: number}>} by seat */
  #bySeat = new Map();
  #stay = "";

  /**
   * @param {PartialEvent} said
   * @param {number} now milliseconds
   */
  hear(said, now) {
    this.#bySeat.set(said.seat, { said, since: now });
  }

  /**
   * Those that still stand beside what is finished.
   * @param {View} view
   * @param {number} now milliseconds
   * @returns {PartialEvent[]}
   */
  standing(view, now) {
    if (view.place.stay !== this.#stay) this.#bySeat.clear();
    this.#stay = view.place.stay ?? "";
    const finished = Object.values(view.captions);
    for (const [seat, { said, since }] of this.#bySeat) {
      const over = said.id in view.captions || finished.some((one) => one.seat === seat && one.at > said.at);
      const here = seat in view.people || seat === view.me.seat;
      if (over || !here || !view.recording?.text || now - since > FORGOTTEN_MS) this.#bySeat.delete(seat);
    }
    return [...this.#bySeat.values()].map(({ said }) => said);
  }
}

/**
 * In the order in which they were begun.
 * @param {View} view
 * @param {PartialEvent[]} partials
 * @param {(names: string[]) => string} oneOf what stands for the speaker where several share a device
 * @returns {Spoken[]}
 */
export function spoken(view, partials, oneOf) {
  const finished = Object.entries(view.captions).map(([id, caption]) => ({
    id,
    at: caption.at,
    person: caption.person,
    channel: caption.channel,
    name: caption.one_of ? oneOf(caption.one_of) : caption.name,
    state: /** @type {"final" | "gap"} */ (caption.source === "machine" ? "final" : "gap"),
    parts: split(caption),
  }));
  const begun = partials.map(({ id, at, seat, text }) => {
    const who = seat === view.me.seat ? view.me : view.people[seat];
    const { channel } = view.place;
    const [name, person] = [who?.name ?? "", who?.person ?? ""];
    return { id, at, person, channel, name, state: /** @type {"partial"} */ ("partial"), parts: [{ text, kind: "" }] };
  });
  return [...finished.sort((one, other) => one.at.localeCompare(other.at)), ...begun];
}

/**
 * The text in pieces, those apart that a person has to confirm. Places are counted in code points.
 * @param {Pick<Caption, "text" | "doubts">} caption
 * @returns {Part[]}
 */
export function split({ text, doubts = [] }) {
  const characters = [...text];
  const parts = [];
  let done = 0;
  for (const { start, end, kind } of doubts) {
    parts.push({ text: characters.slice(done, start).join(""), kind: "" });
    parts.push({ text: characters.slice(start, end).join(""), kind });
    done = end;
  }
  parts.push({ text: characters.slice(done).join(""), kind: "" });
  return parts.filter((part) => part.text !== "");
}

/**
 * Whether what is said here becomes words now: "" where nothing is recorded and nothing is to be shown.
 * @param {View} view
 * @param {boolean} able whether the service can
 * @returns {"on" | "waiting" | "off" | ""}
 */
export function captioned(view, able) {
  if (view.recording?.state !== "on") return Object.keys(view.captions).length > 0 ? "on" : "";
  if (!able) return "off";
  return view.recording.text ? "on" : "waiting";
}
