/**
 * Whether the browser is one that the pages are made and tested for (Chromium 109, Firefox 115, Safari 15.4), told
 * by what it can do. Whoever is below is warned once on this device, and never kept out.
 */

const TOLD = "yuntiao old browser told";

/** What all three have from about there on, and older ones lack. */
export function belowFloor() {
  const has = [
    typeof RTCPeerConnection === "function",
    typeof AudioContext === "function",
    typeof structuredClone === "function", // Safari 15.4
    "findLast" in Array.prototype, // Chromium 97, Firefox 104
    typeof HTMLDialogElement === "function", // Safari 15.4
    CSS.supports("height", "1dvh"), // Chromium 108
  ];
  return has.includes(false);
}

/** Whether this device is to be told of it now. */
export function warnNow() {
  if (!belowFloor()) return false;
  try {
    return localStorage.getItem(TOLD) === null;
  } catch {
    return true;
  }
}

/** The person has read it. */
export function warned() {
  try {
    localStorage.setItem(TOLD, "yes");
  } catch {
    // Then it is told once a visit.
  }
}
