/**
 * My own buttons: microphone, camera, screen, "speak with me alone", consents, leave.
 *
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../protocol.js").Reply} Reply
 * @typedef {import("./devices.js").Devices} Devices
 * @typedef {(type: string, fields?: Record<string, unknown>, patience?: number) => Promise<Reply>} Do
 */

import { arrange, el, icon, part, typedPart } from "../elements.js";
import { t } from "../words.js";
import { canShareScreen } from "./capture.js";
import { canTurn, isMirror } from "./lens.js";
import { notice, noticeRefusal, undoable } from "./notices.js";

/** Five buttons fit under a thumb; what is needed seldom is behind "more" there. */
const WIDE = matchMedia("(min-width: 900px)");

/** Whose word to the mediator alone there is. */
const CONFIDES = new Set(["party", "representative", "interpreter", "expert"]);

export class Controls {
  #devices;
  #do;
  /** @type {View | null} */
  #view = null;
  #self = typedPart("self-video", HTMLVideoElement);
  #more = typedPart("more-dialog", HTMLDialogElement);
  #mutedByHost = false;
  /** @type {(() => boolean) | undefined} */
  #leaveNow;

  /**
   * @param {Devices} devices
   * @param {Do} act
   * @param {() => void} left
   */
  constructor(devices, act, left) {
    this.#devices = devices;
    this.#do = act;
    placeSharing();
    WIDE.addEventListener("change", placeSharing);
    on("mute", () => void devices.toggle("audio"));
    on("camera", () => void devices.toggle("camera"));
    on("share-screen", () => void devices.toggle("screen"));
    on("ask-alone", () => void this.#askAlone());
    on("self-hide", () => {
      const away = part("self").classList.toggle("put-away");
      part("self-hide").setAttribute("aria-pressed", String(away));
    });
    on("turn-camera", () => {
      this.#more.close();
      void devices.turnCamera();
    });
    on("more", () => this.#open());
    on("more-close", () => this.#more.close());
    on("leave", () => this.#leave(left));
  }

  /** @param {View} view */
  render(view) {
    const consents = this.#view?.me.consents !== view.me.consents;
    this.#view = view;
    this.#renderDevices(view);
    if (consents) this.#renderConsents(view);
    const asked = Boolean(view.me.asked_alone);
    part("ask-alone").hidden = !CONFIDES.has(view.me.role) || view.place.kind === "private";
    press("ask-alone", asked, t(asked ? "room.asked_alone" : "room.ask_alone"));
  }

  #open() {
    this.#more.showModal();
    void canTurn().then((can) => (part("turn-camera").hidden = !can || !this.#devices.tracks.camera));
  }

  /** @param {View} view */
  #renderDevices(view) {
    const devices = this.#devices;
    const { tracks, trouble } = devices;
    const silent = view.me.role === "observer";
    const [audio, camera, screen] = [devices.on("audio"), devices.on("camera"), devices.on("screen")];
    press("mute", !audio, t(audio ? "room.mute" : "room.muted"), audio ? "mic" : "mic-off");
    press("camera", camera, t(camera ? "room.camera" : "room.camera_off"), camera ? "camera" : "camera-off");
    press("share-screen", screen, t(screen ? "room.stop_sharing" : "room.share_screen"));
    part("mute").classList.toggle("trouble", trouble.audio !== undefined);
    part("camera").classList.toggle("trouble", trouble.camera !== undefined);
    part("mute").hidden = part("camera").hidden = silent;
    part("share-screen").hidden = silent || !canShareScreen() || view.place.kind === "lobby";
    part("self").hidden = tracks.camera === undefined;
    show(this.#self, tracks.camera ?? null);
    if (tracks.camera) part("self").classList.toggle("away", !isMirror(tracks.camera));
    if (view.me.muted_by_host && !this.#mutedByHost) notice(t("room.muted_by_host"));
    this.#mutedByHost = view.me.muted_by_host;
  }

  async #askAlone() {
    const asked = Boolean(this.#view?.me.asked_alone);
    const reply = await this.#do(asked ? "cancel_ask" : "ask_alone");
    if ("ok" in reply) notice(t(asked ? "room.ask_cancelled" : "room.ask_sent"));
    else noticeRefusal(reply);
  }

  /**
   * A slip of the thumb can be taken back; pressed again, it is meant.
   * @param {() => void} left
   */
  #leave(left) {
    if (this.#leaveNow?.()) return;
    this.#leaveNow = undoable("room.leaving", async () => {
      const reply = await this.#do("leave");
      if ("ok" in reply) left();
      else noticeRefusal(reply);
    });
  }

  /** @param {View} view */
  #renderConsents(view) {
    const rows = Object.entries(view.me.consents).map(([kind, given]) => {
      const box = el("input", { attributes: { type: "checkbox" }, data: { kind } });
      box.checked = given;
      box.addEventListener("change", async () => {
        const reply = await this.#do("consent", { kind, given: box.checked });
        if ("code" in reply) box.checked = !box.checked;
        noticeRefusal(reply);
      });
      return el("label", { class: "check" }, [box, el("span", { text: t(`consent.${kind}`) })]);
    });
    part("my-consents").replaceChildren(...rows);
  }
}

function placeSharing() {
  if (WIDE.matches) part("chat-open").before(part("share-screen"));
  else part("more-controls").append(part("share-screen"));
}

/**
 * @param {string} testid
 * @param {() => void} act
 */
function on(testid, act) {
  part(testid).addEventListener("click", act);
}

/**
 * @param {string} testid
 * @param {boolean} pressed
 * @param {string} words
 * @param {string} [symbol] its picture, where that changes
 */
function press(testid, pressed, words, symbol) {
  const element = part(testid);
  element.setAttribute("aria-pressed", String(pressed));
  const label = element.querySelector(".words");
  if (label === null || label.textContent === words) return;
  label.textContent = words;
  if (symbol) arrange(element, [icon(symbol), label]);
}

/**
 * @param {HTMLVideoElement} video
 * @param {MediaStreamTrack | null} track
 */
function show(video, track) {
  const stream = video.srcObject instanceof MediaStream ? video.srcObject : null;
  if ((stream?.getVideoTracks()[0] ?? null) === track) return;
  video.srcObject = track && new MediaStream([track]);
  if (track) video.play().catch(() => undefined);
}
