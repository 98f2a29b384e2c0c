/**
 * What this device sends: follows what the server says is on, and carries out what I press.
 *
 * The server's word is the truth over reloads: somebody muted stays muted, and the first packet already is
 * silence.
 *
 * @typedef {import("../protocol.js").Kind} Kind
 * @typedef {import("../protocol.js").Me} Me
 * @typedef {import("../protocol.js").Reply} Reply
 * @typedef {import("./capture.js").Device} Device
 * @typedef {import("./capture.js").Trouble} Trouble
 *
 * @typedef {{on: boolean, done: boolean}} Wish what I pressed, until the server's view of me says so
 *
 * @typedef {object} Ways
 * @property {(kind: Kind, track: MediaStreamTrack | null) => Promise<void>} send
 * @property {(kind: Kind, on: boolean) => Promise<Reply>} command
 * @property {() => void} changed
 * @property {(device: Device, taken: boolean) => void} told the system took a device from us, or gave it back
 * @property {import("./capture.js").Picture} picture
 */

import * as capture from "./capture.js";
import * as lens from "./lens.js";
import { Recovery } from "./recovery.js";

/** @type {readonly Kind[]} */
const KINDS = ["audio", "camera", "screen"];
/** @type {readonly Device[]} */
const CAPTURED = ["audio", "camera"];
/** How long an encoder is fed black before its sender falls silent. */
const FADE_MS = 300;
/** @type {ReadonlySet<Trouble | undefined>} what trying again cannot help */
const FINAL = new Set(["denied", "system", "insecure"]);

export class Devices {
  /** @type {Partial<Record<Kind, MediaStreamTrack>>} */
  tracks = {};
  /** @type {Partial<Record<Device, Trouble>>} */
  trouble = {};
  /** @type {Me | null} */
  #me = null;
  /** @type {Partial<Record<Kind, Wish>>} */
  #wish = {};
  #opening = false;
  #lens = capture.FRONT;
  #ways;
  #recovery;

  /** @param {Ways} ways */
  constructor(ways) {
    this.#ways = ways;
    this.#recovery = new Recovery({
      wanted: (device) => this.on(device),
      track: (device) => this.tracks[device],
      open: async (device) => {
        await this.#open([device]);
        // It may have been switched off while the browser was asked.
        this.#obey();
      },
      told: (device, taken) => {
        ways.told(device, taken);
        ways.changed();
      },
    });
  }

  /**
   * Whether the system has a device that I have on.
   * @param {Device} device
   */
  taken(device) {
    return this.#recovery.taken(device);
  }

  /** Somebody looks at the page again: what was taken in between can perhaps be had again. */
  hurry() {
    this.#recovery.hurry();
  }

  /**
   * Whether a kind is on, as far as I am concerned.
   * @param {Kind} kind
   */
  on(kind) {
    return this.#wish[kind]?.on ?? this.#told(kind);
  }

  /**
   * The server's view of me.
   * @param {Me} me
   */
  async follow(me) {
    const first = this.#me === null;
    this.#me = me;
    for (const kind of KINDS) if (this.#wish[kind]?.done) delete this.#wish[kind];
    if (first && me.role !== "observer") await this.#open(me.camera ? ["audio", "camera"] : ["audio"]);
    this.#obey();
  }

  /** @param {Kind} kind */
  async toggle(kind) {
    const on = !this.on(kind);
    if (on && !this.tracks[kind] && !(await this.#obtain(kind))) return;
    await this.#switch(kind, on);
  }

  /**
   * @param {Kind} kind
   * @param {boolean} on
   */
  async #switch(kind, on) {
    const wish = { on, done: false };
    this.#wish[kind] = wish;
    this.#obey();
    const reply = await this.#ways.command(kind, on);
    wish.done = true;
    if (this.#wish[kind] !== wish || ("ok" in reply && this.#told(kind) !== on)) return;
    delete this.#wish[kind];
    this.#obey();
  }

  /** Show what the other camera sees. */
  async turnCamera() {
    const former = this.tracks.camera;
    if (!former || this.#opening) return;
    this.#opening = true;
    const other = await lens.otherThan(former);
    await this.#darken("camera");
    const turned = await lens.turn(other, this.#lens, this.#ways.picture);
    this.#lens = turned.lens;
    this.#opening = false;
    if (turned.track) await this.#take("camera", turned.track);
    else if (this.on("camera")) this.#recovery.lost("camera");
    this.#obey();
  }

  /** Whether the browser is still being asked for a device. */
  get opening() {
    return this.#opening;
  }

  /** Ask again for what could not be had, and switch it on. */
  async retry() {
    const wanted = CAPTURED.filter((device) => this.trouble[device] !== undefined);
    await this.#open(wanted);
    const had = wanted.filter((device) => this.tracks[device] !== undefined);
    // All wishes before the first is carried out: what nobody wishes for is let go.
    for (const device of had) this.#wish[device] = { on: true, done: false };
    await Promise.all(had.map((device) => this.#switch(device, true)));
  }

  /**
   * Take part without a device: what was wrong with it is settled.
   * @param {Device} device
   */
  async without(device) {
    delete this.trouble[device];
    if (this.on(device)) await this.toggle(device);
    this.#ways.changed();
  }

  /**
   * Another camera or microphone was chosen: many phones open only one at a time, so the former ends first.
   * @param {Device} device
   */
  async replace(device) {
    if (device === "camera") this.#lens = capture.FRONT;
    const former = this.tracks[device];
    delete this.tracks[device];
    if (former) former.onended = null;
    former?.stop();
    await this.#open([device]);
    this.#obey();
  }

  stop() {
    this.#recovery.stop();
    for (const track of Object.values(this.tracks)) track.stop();
    this.tracks = {};
  }

  /** @param {Kind} kind */
  #told(kind) {
    const me = this.#me;
    if (me === null) return false;
    return { audio: me.mic && !me.muted_by_host, camera: me.camera, screen: me.screen }[kind];
  }

  /** Make what is sent equal to what is on. */
  #obey() {
    if (this.tracks.audio) this.tracks.audio.enabled = this.on("audio");
    for (const kind of /** @type {const} */ (["camera", "screen"])) {
      if (this.tracks[kind] && !this.on(kind)) void this.#darken(kind);
    }
    const idle = !this.tracks.camera && !this.trouble.camera && !this.taken("camera");
    if (this.on("camera") && idle) void this.#open(["camera"]);
    this.#ways.changed();
  }

  /** @param {Kind} kind */
  async #obtain(kind) {
    if (kind !== "screen") return this.#open([kind]);
    const track = await capture.openScreen();
    if (track) await this.#take("screen", track);
    return track !== null;
  }

  /**
   * @param {Device[]} devices
   * @returns {Promise<boolean>} whether all of them could be had
   */
  async #open(devices) {
    if (this.#opening) return false;
    this.#opening = true;
    const { tracks, trouble } = await capture.open(devices, this.#ways.picture, this.#lens);
    this.#opening = false;
    for (const device of devices) delete this.trouble[device];
    Object.assign(this.trouble, trouble);
    for (const device of devices) {
      const track = tracks[device];
      if (track) await this.#take(device, track);
      else if (this.taken(device) && !FINAL.has(trouble[device])) continue;
      else if (this.on(device)) void this.#ways.command(device, false);
    }
    this.#ways.changed();
    return Object.keys(trouble).length === 0;
  }

  /**
   * @param {Kind} kind
   * @param {MediaStreamTrack} track
   */
  async #take(kind, track) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = track;
    // Muted before the first packet: the wish of the moment comes right after, with `obey`.
    if (kind === "audio") track.enabled = this.on("audio");
    track.onended = () => void this.#lost(kind, track);
    if (kind !== "screen") this.#recovery.watch(kind, track);
    await this.#ways.send(kind, track);
  }

  /**
   * Unplugged, taken by a call, or the browser's own "stop sharing". A browser that closes ends its tracks
   * too: only what cannot be had again is told to the server, or everybody would come back muted.
   * @param {Kind} kind
   * @param {MediaStreamTrack} track
   */
  async #lost(kind, track) {
    if (this.tracks[kind] !== track) return;
    // Known as taken before anything else asks why there is no track: it would be asked for again, and given up.
    if (kind !== "screen" && this.on(kind)) this.#recovery.lost(kind);
    await this.#darken(kind);
    if (kind === "screen") void this.#ways.command(kind, false);
  }

  /** @param {Kind} kind */
  async #darken(kind) {
    const track = this.tracks[kind];
    delete this.tracks[kind];
    this.#ways.changed();
    const black = kind === "audio" ? null : capture.blackTrack();
    await this.#ways.send(kind, black);
    track?.stop();
    if (black === null) return;
    setTimeout(() => {
      black.stop();
      if (!this.tracks[kind]) void this.#ways.send(kind, null);
    }, FADE_MS);
  }
}
