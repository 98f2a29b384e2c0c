/**
 * My voice and picture to the server and everybody else's to me: one peer connection for as long as it can be
 * kept, repaired by an ICE restart, replaced when that cannot help.
 *
 * @typedef {import("../protocol.js").Kind} Kind
 * @typedef {import("../protocol.js").SlotTable} SlotTable
 * @typedef {import("../protocol.js").Reply<any>} Reply
 * @typedef {"off" | "connecting" | "live" | "lost"} State
 *
 * @typedef {object} Ways
 * @property {(event: string, body: Record<string, unknown>) => Promise<Reply>} request
 * @property {(table: SlotTable) => void} seated the whole table, after a negotiation
 * @property {(state: State) => void} state
 * @property {{audio: number, video: number}} slots
 * @property {boolean} sizes whether the camera is sent in two of them
 */

import { Peer } from "./peer.js";
import { Stays } from "./stays.js";
import { Uplink } from "./uplink.js";

/** @type {readonly Kind[]} */
const KINDS = ["audio", "camera", "screen"];
/**
 * What has not helped in this time is followed by a new peer connection; a first one is slow on a bad
 * network.
 */
const REPAIR_MS = 5000;
const BUILD_MS = 12_000;
/** After a long silence a browser calls a connection failed whose repair has only begun. Firefox means it. */
const FAILED_MS = 1500;
/** Radio links blink: only what lasts longer is repaired. */
const BLINK_MS = 1000;
const AGAIN_MS = 700;

export class Media {
  /** @type {State} */
  state = "connecting";
  /** @type {Peer | null} */
  #peer = null;
  /** @type {RTCIceServer[]} */
  #iceServers = [];
  #epoch = "";
  #stay = "";
  #online = false;
  /** @type {Promise<void>} negotiations happen one after the other */
  #work = Promise.resolve();
  /** @type {number | undefined} */
  #watch;
  /** When the last repair was answered. */
  #repaired = -Infinity;
  /** @type {Partial<Record<Kind, MediaStreamTrack>>} */
  #tracks = {};
  /** @type {Partial<Record<Kind, number>>} */
  #limits = {};
  /** @type {import("../protocol.js").Limits} */
  #caps = {};
  #uplink = new Uplink();
  #ways;
  #stays;

  /** @param {Ways} ways */
  constructor(ways) {
    this.#ways = ways;
    this.#stays = new Stays((report) => ways.request("boundary", report));
    if (typeof RTCPeerConnection !== "function") this.#become("off");
  }

  /**
   * The server is connected (again).
   * @param {{stay: string, iceServers: RTCIceServer[], epoch: string | number}} now
   */
  online({ stay, iceServers, epoch }) {
    const known = this.#epoch === String(epoch) && this.#peer?.negotiated === true;
    this.#online = true;
    this.#epoch = String(epoch);
    this.#iceServers = iceServers;
    this.enter(stay);
    this.#stays.again();
    if (this.state === "off") return;
    if (known) this.#enqueue(() => this.#restart());
    else this.#enqueue(() => this.#build());
  }

  offline() {
    this.#online = false;
  }

  /** Somebody looks at the page again: a connection that died in its sleep is repaired at once. */
  hurry() {
    if (this.#online && this.#peer?.pc.connectionState === "disconnected") this.#enqueue(() => this.#restart());
  }

  /**
   * I am in another channel now.
   * @param {string} stay
   */
  enter(stay) {
    if (stay === "" || stay === this.#stay) return;
    this.#stay = stay;
    this.#stays.enter(stay);
  }

  /**
   * Send `track` as my audio, camera or screen; null: nothing.
   * @param {Kind} kind
   * @param {MediaStreamTrack | null} track
   */
  async send(kind, track) {
    if (track) this.#tracks[kind] = track;
    else delete this.#tracks[kind];
    await this.#peer?.put(kind, track);
  }

  /**
   * @param {Kind} kind
   * @param {number} bitrate bits per second at most
   */
  limit(kind, bitrate) {
    this.#limits[kind] = bitrate;
  }

  /**
   * What I should send at most now, because of a receiver's line; kinds that are absent have no limit.
   * @param {import("../protocol.js").Limits} caps
   */
  cap(caps) {
    this.#caps = caps;
    for (const kind of KINDS) void this.#peer?.cap(kind, caps[kind]);
  }

  /**
   * What arrives in a receive slot.
   * @param {string} slot its MID
   */
  track(slot) {
    return this.#peer?.track(slot) ?? null;
  }

  /** @param {Iterable<Record<string, any>>} entries of `stats` */
  climb(entries) {
    const peer = this.#peer;
    if (peer === null || !this.#ways.sizes) return;
    const advice = this.#uplink.look(entries, performance.now());
    peer.weaken(advice.weak);
    if (advice.nudge) peer.nudge();
  }

  /** What the browser has counted; null while there is no connection. */
  stats() {
    return this.state === "live" && this.#peer ? this.#peer.pc.getStats() : null;
  }

  close() {
    this.#become("off");
    clearTimeout(this.#watch);
    this.#peer?.close();
    this.#peer = null;
  }

  /** @param {() => Promise<void>} task */
  #enqueue(task) {
    this.#work = this.#work.then(task).catch(() => this.#retry());
  }

  /**
   * The connection to the server broke in between, or it refused: with the next fresh view, or in a moment.
   */
  #retry() {
    if (this.#peer && !this.#peer.negotiated) this.#drop();
    this.#look(AGAIN_MS);
  }

  async #build() {
    if (this.state === "off" || !this.#online || this.#stay === "") return;
    await this.#stays.ready;
    this.#drop();
    this.#become("connecting");
    const peer = new Peer(this.#iceServers, this.#ways.slots, this.#ways.sizes);
    this.#uplink = new Uplink();
    this.#peer = peer;
    peer.pc.onconnectionstatechange = () => this.#changed(peer);
    await this.#equip(peer);
    const offer = await peer.offer();
    const value = await this.#ask("offer", { ...offer, stay: this.#stay });
    await peer.answer(value.sdp);
    this.#stays.begin();
    for (const kind of KINDS) await peer.limit(kind, this.#limits[kind]);
    this.cap(this.#caps);
    this.#ways.seated(value.table);
    this.#look(BUILD_MS);
  }

  /** @param {Peer} peer */
  async #equip(peer) {
    // All at once, in the task that made the senders: a Chromium sender left without a transform at its end
    // passes every frame by one that is given later.
    for (const kind of KINDS) this.#stays.guard(kind, peer.senders[kind].sender);
    for (const kind of KINDS) await peer.put(kind, this.#tracks[kind] ?? null);
  }

  async #restart() {
    const peer = this.#peer;
    if (!peer?.negotiated) return this.#build();
    const offer = await peer.restart(this.#iceServers);
    const reply = await this.#ways.request("restart", offer);
    if (!("ok" in reply)) return this.#build();
    this.#repaired = performance.now();
    await peer.answer(reply.value.sdp);
    this.#look(peer.pc.connectionState === "failed" ? FAILED_MS : REPAIR_MS);
  }

  /**
   * @param {string} event
   * @param {Record<string, unknown>} body
   */
  async #ask(event, body) {
    const reply = await this.#ways.request(event, body);
    if (!("ok" in reply)) throw new Error(reply.code);
    return reply.value;
  }

  /** @param {Peer} peer */
  #changed(peer) {
    if (peer !== this.#peer) return;
    const state = peer.pc.connectionState;
    if (state === "connected") this.#become("live");
    if (state === "disconnected") this.#look(BLINK_MS);
    if (state === "failed") this.#failed();
    if (state === "disconnected" || state === "failed") this.#become("lost");
  }

  /** What a repair that has only begun does not help in a while is built anew. */
  #failed() {
    const left = this.#repaired + FAILED_MS - performance.now();
    if (left > 0) this.#look(left);
    else this.#enqueue(() => this.#build());
  }

  /**
   * Look again after a while whether media flow, and do the next thing if not.
   * @param {number} ms
   */
  #look(ms) {
    clearTimeout(this.#watch);
    this.#watch = window.setTimeout(() => {
      const state = this.#peer?.pc.connectionState;
      if (!this.#online || state === "connected" || this.state === "off") return;
      if (state === "disconnected" && ms === BLINK_MS) this.#enqueue(() => this.#restart());
      else this.#enqueue(() => this.#build());
    }, ms);
  }

  #drop() {
    this.#peer?.close();
    this.#peer = null;
    this.#stays.forget();
  }

  /** @param {State} state */
  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.#ways.state(state);
  }
}
