/** Whether this browser can carry sound and picture at all. */

/**
 * Camera and microphone are hidden from pages that are not encrypted; that is another fault, told in the room.
 */
export function canCall() {
  if (typeof RTCPeerConnection !== "function") return false;
  return !window.isSecureContext || typeof navigator.mediaDevices?.getUserMedia === "function";
}
