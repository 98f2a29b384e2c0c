/**
 * The equipment check: do I see myself, am I heard, do I hear, who hears with me, and does the network carry it. It
 * holds nobody up: it can be passed over at any moment, goes by itself when the talk begins, and is there again
 * behind "more".
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../devices.js").Devices} Devices
 * @typedef {import("./line.js").Line} Line
 */

import { part, typedPart } from "../../elements.js";
import { Choices } from "./choices.js";
import { warned, warnNow } from "./floor.js";
import { look } from "./headphones.js";
import { Microphone } from "./microphone.js";
import { keep, recall } from "./remembered.js";
import { Sounding } from "./sounding.js";
import { TroubleCard } from "./trouble.js";
import { renderWay } from "./way.js";

export class Check {
  #done = recall("checked") !== "";
  #tested = false;
  /** @type {MediaStreamTrack | null} */
  #heard = null;
  #card = part("devices");
  #home = part("devices").parentElement;
  #dialog = typedPart("devices-dialog", HTMLDialogElement);
  #picture = typedPart("devices-video", HTMLVideoElement);
  #microphone = new Microphone();
  #choices;
  #trouble;
  #devices;
  #line;

  /**
   * @param {Devices} devices
   * @param {Line} line
   */
  constructor(devices, line) {
    this.#devices = devices;
    this.#line = line;
    new Sounding();
    this.#choices = new Choices(devices);
    this.#trouble = new TroubleCard(devices);
    part("devices-ok").addEventListener("click", () => this.#finish());
    part("devices-open").addEventListener("click", () => this.#open());
    part("network-again").addEventListener("click", () => line.test());
    part("old-browser").hidden = !warnNow();
    part("old-browser-ok").addEventListener("click", () => {
      warned();
      part("old-browser").hidden = true;
    });
    this.#dialog.addEventListener("close", () => this.#goHome());
  }

  /** @param {View} view */
  render(view) {
    if (!this.#dialog.open) this.#settle(view);
    if (!this.#card.hidden) this.#draw();
  }

  /** @param {View} view */
  #settle({ me, place, people }) {
    const alone = me.host ? Object.keys(people).length === 0 : place.kind === "lobby";
    if (!alone) this.#done = true;
    this.#card.dataset.role = me.role;
    if (this.#card.hidden !== this.#done) this.#show(!this.#done);
  }

  #draw() {
    const { tracks } = this.#devices;
    this.#microphone.render(this.#devices);
    this.#trouble.render();
    renderWay(this.#line);
    this.#mirror(tracks.camera ?? null);
    if ((tracks.audio ?? null) !== this.#heard) void look();
    this.#heard = tracks.audio ?? null;
    void this.#choices.render();
  }

  /** @param {MediaStreamTrack | null} track */
  #mirror(track) {
    part("devices-dark").hidden = track !== null;
    this.#picture.hidden = track === null;
    const stream = this.#picture.srcObject instanceof MediaStream ? this.#picture.srcObject : null;
    if ((stream?.getVideoTracks()[0] ?? null) === track) return;
    this.#picture.srcObject = track && new MediaStream([track]);
    if (track) this.#picture.play().catch(() => undefined);
  }

  #open() {
    typedPart("more-dialog", HTMLDialogElement).close();
    this.#dialog.append(this.#card);
    this.#dialog.showModal();
    this.#show(true);
    this.#draw();
  }

  #finish() {
    keep("checked", "yes");
    this.#done = true;
    if (this.#dialog.open) this.#dialog.close();
    else this.#show(false);
  }

  #goHome() {
    this.#home?.insertBefore(this.#card, part("screens"));
    this.#show(false);
    part("more").focus();
  }

  /** @param {boolean} shown */
  #show(shown) {
    this.#card.hidden = !shown;
    if (!shown) {
      this.#microphone.stop();
      this.#mirror(null);
    } else if (!this.#tested) {
      this.#tested = true;
      this.#line.test();
    }
  }
}
