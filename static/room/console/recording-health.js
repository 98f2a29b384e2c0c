/**
 * How the recording does of the talk in which the host is: a quiet line beside the indicator, every track on a press, and
 * an alarm in plain words when something is wrong.
 *
 * @typedef {import("../../protocol.js").View} View
 * @typedef {import("../../protocol.js").RecordingHealth} Health
 * @typedef {import("../../protocol.js").RecordedTrack} Track
 * @typedef {import("../controls.js").Do} Do
 */

import { button, el, part, typedPart } from "../../elements.js";
import { t } from "../../words.js";
import { notice, noticeRefusal } from "../notices.js";
import { alarm, loudness, nameOf, shown, size } from "./recording-report.js";

export class RecordingHealth {
  #do;
  /** @type {View | null} */
  #view = null;
  /** @type {Health | null} the newest, perhaps of a talk whose view has not come yet */
  #health = null;
  #restarting = false;
  #alarm = "";
  #line = typedPart("recording-health", HTMLButtonElement);
  #dialog = typedPart("recording-details", HTMLDialogElement);
  #restart = button(t("health.restart"), () => void this.#again(), { testid: "recording-restart" });

  /** @param {Do} act */
  constructor(act) {
    this.#do = act;
    this.#line.addEventListener("click", () => this.#dialog.showModal());
    part("recording-details-close").addEventListener("click", () => this.#dialog.close());
    part("recording-details-actions").prepend(this.#restart);
  }

  /** @param {Health} health */
  hear(health) {
    this.#health = health;
    this.#restarting = false;
    if (this.#view) this.render(this.#view);
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const health = shown(view, this.#health);
    this.#line.hidden = health === null;
    if (health === null) {
      if (this.#dialog.open) this.#dialog.close();
      return this.#warn(view, null);
    }
    const state = this.#restarting ? "restarting" : health.state;
    this.#line.dataset["state"] = state;
    part("recording-health-words").textContent = t(`health.${state}`);
    this.#restart.disabled = this.#restarting;
    this.#detail(view, health);
    this.#warn(view, health);
  }

  /**
   * @param {View} view
   * @param {Health} health
   */
  #detail(view, health) {
    part("recording-details-state").textContent = alarm(view, health)?.what ?? t("health.all_well");
    part("recording-tracks").replaceChildren(...health.tracks.map((track) => row(view, track)));
    const waiting = part("recording-waiting");
    waiting.hidden = !health.waiting;
    const minutes = Math.floor((health.waiting_seconds ?? 0) / 60);
    waiting.textContent = health.waiting ? t("health.waiting", { count: health.waiting, minutes }) : "";
  }

  /**
   * Put up anew only when it says something else: it is read aloud.
   * @param {View} view
   * @param {Health | null} health
   */
  #warn(view, health) {
    const told = health && alarm(view, health);
    const text = told ? [told.what, told.safe, told.act].join("\n") : "";
    if (text === this.#alarm) return;
    this.#alarm = text;
    if (!told) {
      part("recording-alarm").replaceChildren();
      part("recording-details-actions").prepend(this.#restart);
      return;
    }
    const look = button(t("health.look"), () => this.#dialog.showModal(), { testid: "recording-look" });
    part("recording-alarm").replaceChildren(
      el("section", { class: "card alarm", testid: "recording-alarm-card" }, [
        el("h2", { text: told.what }),
        el("p", { text: told.safe }),
        el("p", { text: told.act }),
        el("div", { class: "choices" }, [this.#restart, look]),
      ]),
    );
  }

  async #again() {
    const view = this.#view;
    if (view === null) return;
    this.#restarting = true;
    this.render(view);
    const reply = await this.#do("restart_recording", { stay: view.place.stay });
    if ("code" in reply) {
      this.#restarting = false;
      noticeRefusal(reply);
      return this.render(this.#view ?? view);
    }
    this.#dialog.close();
    notice(t("health.restarted"));
  }
}

/**
 * @param {View} view
 * @param {Track} track
 */
function row(view, track) {
  const told = [t(`health.track_${track.state}`), size(track.octets)];
  if (track.gaps + track.lost > 0) told.push(t("health.gaps", { count: track.gaps + track.lost }));
  const label = t("health.loudness", { name: nameOf(view, track.seat) });
  const level = el("meter", { attributes: { min: "0", max: "100", "aria-label": label } });
  level.value = loudness(track.level);
  return el("li", { testid: "recording-track", data: { seat: track.seat, kind: track.kind, state: track.state } }, [
    el("span", { text: `${nameOf(view, track.seat)} · ${t(`health.kind_${track.kind}`)}` }),
    track.level === undefined ? null : level,
    el("span", { class: "quiet", text: told.join(" · ") }),
  ]);
}
