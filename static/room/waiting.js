/**
 * The calm card: why nothing happens at the moment, since when, and what I may do meanwhile.
 *
 * @typedef {import("../protocol.js").View} View
 */

import { Since } from "../components/since.js";
import { arrange, part } from "../elements.js";
import { player, stop } from "../listen.js";
import { t } from "../words.js";
import { sound } from "./check/chosen.js";
import { ofDate } from "./clock.js";

/** What a party may do meanwhile. */
const MAY_WRITE = new Set(["alone", "apart", "joint", "unhosted"]);

/** Let the card be heard. */
export function readWaiting() {
  const listen = part("waiting-listen").closest("yt-listen");
  if (listen) listen.texts = () => {
    sound(player);
    const key = `waiting.${part("waiting").dataset.situation}`;
    return [
      [`${key}.title`, part("waiting-title").textContent ?? ""],
      [`${key}.text`, part("waiting-text").textContent ?? ""],
    ];
  };
}

/** @param {View} view */
export function renderWaiting(view) {
  const card = part("waiting");
  const words = situation(view);
  card.hidden = words === null;
  const key = words?.key ?? "";
  if (key !== (card.dataset.situation ?? "")) stop();
  card.dataset.situation = key;
  if (words === null) return;
  part("waiting-title").textContent = t(`waiting.${words.key}.title`);
  arrange(part("waiting-since"), words.since ? [new Since(words.since)] : []);
  part("waiting-text").textContent = t(`waiting.${words.key}.text`, words.params ?? {});
  part("waiting-write").hidden = !MAY_WRITE.has(words.key);
}

/**
 * @param {View} view
 * @returns {{key: string, since?: string | undefined, params?: Record<string, string>} | null}
 */
function situation({ session, me, place, mediator, unhosted, people }) {
  if (session.state === "adjourned") {
    return session.until
      ? { key: "adjourned_until", params: { time: ofDate(session.until) } }
      : { key: "adjourned" };
  }
  const alone = Object.keys(people).length === 0;
  if (me.host) return alone ? { key: place.kind === "neutral" ? "host_aside" : "host_alone" } : null;
  const waits = me.standing === "admitted" ? "aside" : "lobby";
  if (place.kind === "lobby") return { key: waits, since: place.since };
  if (unhosted) return { key: "unhosted", since: mediator.since };
  if (mediator.state === "here") return null;
  if (place.kind === "joint") return { key: "joint", since: mediator.since };
  return { key: alone ? "alone" : "apart", since: mediator.since };
}
