/**
 * What one is told of the recording of the talk in which one is, and when one is asked. Pure.
 *
 * @typedef {import("../protocol.js").View} View
 */

/** They are recorded as part of their office: nobody asks them. */
const STAFF = new Set(["mediator", "co_mediator", "clerk"]);

/**
 * What the band says; "" where nobody records.
 * @param {View} view
 * @returns {"on" | "waiting" | "unhosted" | ""}
 */
export function told({ recording, unhosted }) {
  if (recording === undefined) return "";
  if (recording.state === "on") return "on";
  return unhosted ? "unhosted" : "waiting";
}

/**
 * @typedef {object} Question
 * @property {"joint" | "apart"} kind
 * @property {string} seat whose word it is; in a separate talk that of all at this device
 * @property {string} name whom it is put to, where several sit at this device
 */

/**
 * What is asked: in the joint talk for the consent of each at this device, in a separate talk whether it may be recorded
 * here and now.
 * @param {View} view
 * @param {(seat: string) => string} refused since when the recording is that somebody has refused
 * @returns {Question[]}
 */
export function questions(view, refused) {
  const { recording, place, me } = view;
  if (recording === undefined) return [];
  if (place.kind !== "joint") return recording.asked ? [{ kind: "apart", seat: me.seat, name: "" }] : [];
  // Where only those are recorded who consent, it runs while it is asked.
  if (told(view) !== "waiting" && recording.me !== false) return [];
  return Object.entries(recording.asks ?? {})
    .filter(([seat]) => refused(seat) !== recording.since)
    .map(([seat, name]) => ({ kind: "joint", seat, name: me.shares.length > 0 ? name : "" }));
}

/**
 * Whether one has agreed to the recording of a separate talk, and may think again.
 * @param {View} view
 */
export function mayStop({ recording, place, me }) {
  return recording !== undefined && !recording.asked && place.kind !== "joint" && !STAFF.has(me.role);
}

/**
 * What is told when the recording of the talk in which one stays has ended; "" when it has not.
 * @param {View} before
 * @param {View} after
 * @returns {"stopped" | "off" | ""}
 */
export function ended(before, after) {
  if (before.recording === undefined || after.recording !== undefined) return "";
  if (before.place.stay !== after.place.stay || after.session.state !== "open") return "";
  return before.recording.state === "on" ? "stopped" : "off";
}

/**
 * Whether one has just taken back one's consent to the recording of the joint talk: whoever does so is not asked again.
 * @param {View} before
 * @param {View} after
 */
export function tookBack(before, after) {
  return Boolean(before.me.consents["recording"]) && !after.me.consents["recording"];
}

/**
 * Whether what is said where one is can be recorded.
 * @param {View} view
 */
export function recordable({ session, place }) {
  return session.state === "open" && place.kind !== "lobby" && place.kind !== "neutral";
}
