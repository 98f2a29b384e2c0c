/**
 * The room page: joins connection, media and the parts of the page.
 *
 * @typedef {import("../protocol.js").Config} Config
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").ViewEvent} ViewEvent
 * @typedef {import("../protocol.js").RecordingHealth} RecordingHealth
 * @typedef {object} Desk what hosts and the clerk have before them
 * @property {(view: View) => void} render
 * @property {(health: RecordingHealth) => void} [recorded] hosts are told how the recording does
 * @typedef {new (act: import("./controls.js").Do, panel: ChatPanel, view: View) => Desk} DeskClass
 * @typedef {typeof import("./console/documents.js").Documents} DocumentsClass
 */

import { define } from "../components/define.js";
import { Face } from "../components/face.js";
import { Level } from "../components/level.js";
import { Listen } from "../components/listen.js";
import { Notice } from "../components/notice.js";
import { Since } from "../components/since.js";
import { Tile } from "../components/tile.js";
import { Undo } from "../components/undo.js";
import { part } from "../elements.js";
import { stop } from "../listen.js";
import { started } from "../started.js";
import { data, load, t } from "../words.js";
import { Offers } from "./agreement/offers.js";
import { Asked } from "./asked.js";
import { Band } from "./band.js";
import { Captions } from "./captions.js";
import { Chat } from "./chat.js";
import { ChatPanel } from "./chat-panel.js";
import { Check } from "./check/card.js";
import { equipment, Report } from "./check/equipment.js";
import * as headphones from "./check/headphones.js";
import { Line } from "./check/line.js";
import * as remembered from "./check/remembered.js";
import * as clock from "./clock.js";
import { Connection, PATIENCE_MS } from "./connection.js";
import { Controls } from "./controls.js";
import { Cue } from "./cue.js";
import { Devices } from "./devices.js";
import { farewell } from "./farewell.js";
import { levels, Loudness } from "./loudness.js";
import { Media } from "./media.js";
import { Network } from "./network.js";
import { Overheard } from "./overheard.js";
import { Quiet } from "./quiet.js";
import { Reading } from "./reading.js";
import { Recording } from "./recording.js";
import { onReturn } from "./returning.js";
import { Slots } from "./slots.js";
import { unlock } from "./sound.js";
import { Stranded } from "./stranded.js";
import { renderTaken, tellBack } from "./taken.js";
import { Tiles } from "./tiles.js";
import { followKeyboard } from "./viewport.js";
import { readWaiting, renderWaiting } from "./waiting.js";
import { WakeLock } from "./wake-lock.js";

const PICTURE = { width: 640, height: 360, frame_rate: 20, max_bitrate: 700_000 };
const SCREEN_BITRATE = 1_200_000;
const LISTEN_MS = 500;

const COMPONENTS = {
  "yt-face": Face,
  "yt-level": Level,
  "yt-listen": Listen,
  "yt-notice": Notice,
  "yt-since": Since,
  "yt-tile": Tile,
  "yt-undo": Undo,
};

class Room {
  /** @type {View | null} */
  #view = null;
  #everLive = false;
  #slots = new Slots();
  #connection;
  #media;
  #devices;
  #band = new Band();
  #cue = new Cue();
  #tiles = new Tiles();
  #line;
  #check;
  #report;
  #controls;
  #chat;
  #asked;
  #overheard;
  #recording;
  #captions = new Captions();
  #reading;
  #offers;
  #panel = new ChatPanel();
  #loudness = new Loudness();
  #stranded = new Stranded(() => this.#connection.renew());
  #awake = new WakeLock();
  /** @type {Desk | null} */
  #desk = null;
  #Desk;
  #documents;
  #act;

  /**
   * @param {Config} config
   * @param {DeskClass | null} Desk
   * @param {DocumentsClass | null} Documents
   */
  constructor(config, Desk, Documents) {
    this.#Desk = Desk;
    remembered.begin(config.seat);
    headphones.begin();
    const picture = config.video ?? PICTURE;
    const connection = (this.#connection = new Connection(config.seat, {
      fresh: (event) => this.#fresh(event),
      changed: (view) => this.#changed(view),
      slots: (table) => this.#seated(() => this.#slots.change(table)),
      limits: (limits) => this.#media.cap(limits),
      partial: (said) => this.#captions.hear(said),
      captions: (on) => this.#captions.able(on),
      recordingHealth: (health) => this.#desk?.recorded?.(health),
      lost: () => this.#lost(),
      bye: (code) => this.#end(code),
    }));
    this.#media = new Media({
      request: (event, body) => connection.request(event, body),
      seated: (table) => this.#seated(() => this.#slots.replace(table)),
      state: () => this.#renderState(),
      slots: { audio: config.audio_slots, video: config.video_slots },
      sizes: config.simulcast,
    });
    this.#media.limit("camera", picture.max_bitrate);
    this.#media.limit("screen", SCREEN_BITRATE);
    this.#devices = new Devices({
      send: (kind, track) => this.#media.send(kind, track),
      command: (kind, on) => connection.do("media", { kind, on }, Infinity),
      changed: () => this.#render(),
      told: (device, taken) => taken || tellBack(device, this.#devices.on(device)),
      picture,
    });
    /** @type {import("./controls.js").Do} */
    const act = (type, fields, patience = PATIENCE_MS) => connection.do(type, fields, patience);
    this.#act = act;
    this.#line = new Line(() => this.#render());
    this.#check = new Check(this.#devices, this.#line);
    this.#report = new Report(
      () => this.#equipment(),
      (told) => void act("equipment", { ...told }),
    );
    headphones.onHearing(() => this.#report.soon());
    this.#controls = new Controls(this.#devices, act, () => this.#end("left"));
    /** @type {import("./chat.js").Say} */
    const say = (stay, text, pages = []) =>
      connection.do("say", pages.length > 0 ? { stay, text, pages } : { stay, text }, Infinity);
    this.#chat = new Chat(config.seat, say, () => this.#panel.reveal());
    this.#asked = new Asked(act);
    this.#overheard = new Overheard(act);
    this.#recording = new Recording(act);
    this.#reading = new Reading(act);
    this.#documents = Documents && new Documents(act, config.seat);
    this.#offers = new Offers(act, config.seat, (left) => this.#documents?.render(left));
    new Quiet(() => {
      this.#veil();
      this.#render();
    });
    new Network(() => this.#media.stats());
  }

  start() {
    this.#connection.start();
    setInterval(() => void this.#listen(), LISTEN_MS);
    followKeyboard();
    readWaiting();
    document.addEventListener("visibilitychange", () => this.#putAside());
    onReturn(() => this.#comeBack());
    document.addEventListener("pointerdown", unlock, { once: true });
    window.addEventListener("beforeunload", (event) => this.#connection.unsent && event.preventDefault());
  }

  /** A phone that was locked or showed something else may be in another hand when it comes back. */
  #putAside() {
    if (document.hidden && this.#view?.me.host === false) this.#veil();
  }

  #veil() {
    this.#chat.veil();
    this.#asked.veil();
  }

  #comeBack() {
    if (part("room").dataset.state === "ended") return;
    this.#connection.hurry();
    this.#media.hurry();
    this.#devices.hurry();
    this.#tiles.resume();
  }

  async #listen() {
    if (document.hidden) return;
    const report = await this.#media.stats()?.catch(() => null);
    this.#line.look(report);
    this.#media.climb(report?.values() ?? []);
    const bySlot = levels(report?.values() ?? []);
    const bySeat = [...this.#slots.bySeat()].map(([seat, { audio = "" }]) => pair(seat, bySlot.get(audio) ?? 0));
    this.#tiles.speaking(this.#loudness.hear(bySeat, performance.now()));
  }

  /** What the mediator knows of my equipment, and how it is; null while it is still being found out. */
  #equipment() {
    const me = this.#view?.me;
    if (me === undefined || this.#devices.opening) return null;
    return { told: me.equipment, now: equipment(this.#devices, this.#line) };
  }

  /** @param {ViewEvent} event */
  #fresh(event) {
    clock.set(event.server_time);
    this.#slots.replace(event.slots);
    const { stay = "" } = event.view.place;
    this.#media.cap(event.limits);
    this.#line.offered(event.ice_servers);
    this.#captions.able(event.captions);
    this.#media.online({ stay, iceServers: event.ice_servers, epoch: event.epoch });
    this.#changed(event.view);
  }

  /** @param {View} view */
  #changed(view) {
    this.#view = view;
    if (view.session.state === "ended") return this.#end("ended");
    this.#media.enter(view.place.stay ?? "");
    void this.#devices.follow(view.me);
    this.#render();
  }

  /** @param {() => void} change */
  #seated(change) {
    change();
    if (this.#view) this.#tiles.render(this.#view, this.#slots, (mid) => this.#media.track(mid));
  }

  #lost() {
    this.#media.offline();
    this.#renderState();
  }

  /** @param {string} code */
  #end(code) {
    this.#view = null;
    this.#connection.stop();
    this.#media.close();
    this.#devices.stop();
    this.#stranded.stop();
    this.#awake.release();
    this.#cue.stop();
    stop();
    farewell(code);
    if (code !== "ended") return;
    this.#documents?.stay();
    void this.#offers.stay();
  }

  #render() {
    const view = this.#view;
    if (view === null) return;
    this.#band.render(view);
    this.#cue.render(view);
    renderWaiting(view);
    this.#tiles.render(view, this.#slots, (mid) => this.#media.track(mid));
    this.#chat.render(view);
    this.#asked.render(view);
    this.#overheard.render(view);
    this.#recording.render(view);
    this.#captions.render(view);
    this.#reading.render(view);
    this.#offers.render(view);
    this.#documents?.render(view);
    this.#panel.render(view);
    this.#check.render(view);
    this.#report.soon();
    this.#controls.render(view);
    renderTaken(this.#devices);
    this.#awake.keep();
    this.#renderDesk(view);
    this.#renderState();
  }

  /** @param {View} view */
  #renderDesk(view) {
    if (this.#desk === null && this.#Desk !== null) this.#desk = new this.#Desk(this.#act, this.#panel, view);
    this.#desk?.render(view);
  }

  #renderState() {
    if (this.#view === null) return;
    const live = this.#connection.live && (this.#media.state === "live" || this.#media.state === "off");
    this.#everLive ||= live;
    const state = live ? "live" : this.#everLive ? "reconnecting" : "connecting";
    part("room").dataset.state = state;
    const words = part("connection");
    words.hidden = live;
    words.textContent = live ? "" : t(this.#connection.live ? `room.media_${state}` : `room.${state}`);
    const writes = this.#view.place.kind !== "lobby";
    this.#stranded.render({ live, connected: this.#connection.live, writes });
  }
}

/**
 * @param {string} seat
 * @param {number} level
 * @returns {[string, number]}
 */
function pair(seat, level) {
  return [seat, level];
}

/**
 * Opens the room on this page.
 * @param {DeskClass | null} Desk the console, on the page of a host or of the clerk
 * @param {DocumentsClass | null} Documents their papers, which stay when the session is over
 */
export function open(Desk, Documents) {
  load(document);
  define(COMPONENTS);
  new Room(data(document, "config"), Desk, Documents).start();
  started();
}
