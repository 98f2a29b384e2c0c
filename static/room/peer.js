/**
 * One peer connection to the server, negotiated once: three senders and a fixed number of receive slots. Who
 * is in which slot changes without negotiation.
 *
 * @typedef {import("../protocol.js").Kind} Kind
 * @typedef {Record<Kind, RTCRtpTransceiver>} Senders
 */

/**
 * The camera in two sizes at once, the smaller first: the server chooses for each receiver, so that one weak line
 * does not make the picture small for all.
 */
const SCALE = 2;
const LAYERS = [{ rid: "l", scaleResolutionDownBy: SCALE }, { rid: "h" }];
/**
 * Without layers in time, which Chromium would add: frames that no other needs are given up where a packet is sent again
 * a moment later, and on a lossy line half of them are.
 */
const IN_TIME = { scalabilityMode: "L1T1" };
const SMALL_BITRATE = 150_000;
/** While the line up has no room for the larger one; see uplink.js. */
const WEAK_BITRATE = 90_000;
/** A change that nobody sees, and that makes Chromium try how much the line carries. */
const NUDGE = 1000;
/** Pixels of the longer side: of a smaller camera there are no two sizes. */
const LARGE = 480;

const CODECS = { audio: ["audio/opus", "audio/red"], video: ["video/vp8", "video/rtx"] };

export class Peer {
  /** @type {Senders} */
  senders;
  /** @type {RTCPeerConnection} */
  pc;
  /** Whether the server has answered: only then can an ICE restart help. */
  negotiated = false;
  #restarts = 0;
  /** @type {Partial<Record<Kind, number>>} */
  #bitrates = {};
  /** @type {Partial<Record<Kind, number>>} */
  #caps = {};
  /** @type {Promise<void>} a sender's parameters are read and set by one at a time */
  #shaping = Promise.resolve();
  #weak = false;
  #nudged = false;

  /**
   * @param {RTCIceServer[]} iceServers
   * @param {{audio: number, video: number}} slots
   * @param {boolean} sizes whether the camera is sent in two of them
   */
  constructor(iceServers, slots, sizes) {
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.senders = { audio: this.#add("audio"), camera: this.#addCamera(sizes), screen: this.#add("video") };
    for (let slot = 0; slot < slots.audio; slot++) this.#add("audio", "recvonly");
    for (let slot = 0; slot < slots.video; slot++) this.#add("video", "recvonly");
  }

  /**
   * The server is ICE-lite and learns my addresses from my checks: the offer need not wait for candidates.
   */
  async offer() {
    await this.pc.setLocalDescription(await this.pc.createOffer());
    const { audio, camera, screen } = this.senders;
    return { sdp: this.#sdp(), senders: { audio: mid(audio), camera: mid(camera), screen: mid(screen) } };
  }

  /** @param {string} sdp */
  async answer(sdp) {
    await this.pc.setRemoteDescription({ type: "answer", sdp });
    this.negotiated = true;
  }

  /**
   * New ICE credentials on the same DTLS association.
   * @param {RTCIceServer[]} iceServers
   */
  async restart(iceServers) {
    this.#refresh(iceServers);
    await this.pc.setLocalDescription(await this.pc.createOffer({ iceRestart: true }));
    this.#restarts += 1;
    return { sdp: this.#sdp(), number: this.#restarts };
  }

  /**
   * What arrives in the slot with this MID.
   * @param {string} slot
   * @returns {MediaStreamTrack | null}
   */
  track(slot) {
    return this.pc.getTransceivers().find((transceiver) => transceiver.mid === slot)?.receiver.track ?? null;
  }

  /**
   * @param {Kind} kind
   * @param {number | undefined} bitrate
   */
  async limit(kind, bitrate) {
    if (bitrate === undefined) return;
    this.#bitrates[kind] = bitrate;
    await this.#shape(kind);
  }

  /**
   * What the server asks for because of a receiver's line. Only the smallest picture is made worse for it.
   * @param {Kind} kind
   * @param {number | undefined} bitrate bits per second at most
   */
  async cap(kind, bitrate) {
    if (this.#caps[kind] === bitrate) return;
    if (bitrate === undefined) delete this.#caps[kind];
    else this.#caps[kind] = bitrate;
    await this.#shape(kind);
  }

  /**
   * The line up has room for the small camera only, or for both again.
   * @param {boolean} weak
   */
  weaken(weak) {
    if (this.#weak === weak) return;
    this.#weak = weak;
    void this.#shape("camera");
  }

  /** Let the browser try whether the line up has room again. */
  nudge() {
    this.#nudged = !this.#nudged;
    void this.#shape("camera");
  }

  /**
   * Send `track` as my audio, camera or screen; null: nothing.
   * @param {Kind} kind
   * @param {MediaStreamTrack | null} track
   */
  async put(kind, track) {
    await this.senders[kind].sender.replaceTrack(track);
    if (kind === "camera" && track !== null) await this.#shape(kind);
  }

  /**
   * How large and how much each encoding of a sender is.
   * @param {Kind} kind
   */
  #shape(kind) {
    this.#shaping = this.#shaping.then(() => this.#reshape(kind));
    return this.#shaping;
  }

  /** @param {Kind} kind */
  async #reshape(kind) {
    const { sender } = this.senders[kind];
    const parameters = sender.getParameters();
    const bitrate = this.#bitrates[kind];
    const [first, second] = parameters.encodings ?? [];
    if (!first) return;
    const two = second !== undefined && isLarge(sender.track);
    const small = two ? (this.#weak ? WEAK_BITRATE : SMALL_BITRATE) : undefined;
    const most = [bitrate, this.#caps[kind], small].filter((one) => one !== undefined);
    if (most.length > 0) first.maxBitrate = Math.min(...most);
    if (kind === "camera") first.scaleResolutionDownBy = two ? SCALE : 1;
    if (second) {
      second.active = two;
      if (bitrate !== undefined) second.maxBitrate = bitrate + (this.#nudged ? NUDGE : 0);
    }
    await sender.setParameters(parameters).catch(() => undefined);
  }

  close() {
    this.pc.onconnectionstatechange = null;
    this.pc.close();
  }

  /**
   * @param {"audio" | "video"} kind
   * @param {"sendonly" | "recvonly"} [direction]
   */
  #add(kind, direction = "sendonly") {
    const transceiver = this.pc.addTransceiver(kind, { direction });
    prefer(transceiver, kind, direction);
    return transceiver;
  }

  /** @param {boolean} sizes */
  #addCamera(sizes) {
    if (!sizes) return this.#add("video");
    const transceiver = this.#addLayers();
    prefer(transceiver, "video", "sendonly");
    return transceiver;
  }

  #addLayers() {
    const direction = /** @type {const} */ ("sendonly");
    const plain = LAYERS.map((layer) => ({ ...layer, ...IN_TIME }));
    try {
      return this.pc.addTransceiver("video", { direction, sendEncodings: plain });
    } catch {
      // A browser that knows the word but not this value.
      return this.pc.addTransceiver("video", { direction, sendEncodings: LAYERS });
    }
  }

  #sdp() {
    return this.pc.localDescription?.sdp ?? "";
  }

  /** @param {RTCIceServer[]} iceServers */
  #refresh(iceServers) {
    try {
      this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers });
    } catch {
      // Older browsers keep what they began with; their relay credentials may have run out.
    }
  }
}

/**
 * Offer only what the room carries: an offer of every codec has 62 kB. Browsers without the method (Firefox
 * before 128) offer all, and the server chooses.
 * @param {RTCRtpTransceiver} transceiver
 * @param {"audio" | "video"} kind
 * @param {"sendonly" | "recvonly"} direction
 */
function prefer(transceiver, kind, direction) {
  if (typeof transceiver.setCodecPreferences !== "function") return;
  const side = direction === "sendonly" ? RTCRtpSender : RTCRtpReceiver;
  const known = side.getCapabilities(kind)?.codecs ?? [];
  const wanted = CODECS[kind].flatMap((type) => known.filter((one) => one.mimeType.toLowerCase() === type));
  try {
    transceiver.setCodecPreferences(wanted);
  } catch {
    // The browser wants the list of the other side; the offer is longer then, and no less right.
  }
}

/**
 * Before a camera has told its size it counts as large: nearly all are.
 * @param {MediaStreamTrack | null} track
 */
function isLarge(track) {
  const { width = LARGE, height = LARGE } = track?.getSettings() ?? {};
  return Math.max(width, height) >= LARGE;
}

/** @param {RTCRtpTransceiver} transceiver */
function mid(transceiver) {
  return transceiver.mid ?? "";
}
