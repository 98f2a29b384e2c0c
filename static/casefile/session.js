/** The page of a session: opens a recording and puts its player, its lanes and its text together. */

import { post, tell } from "../colleague/answers.js";
import { begin as beginHead } from "../colleague/head.js";
import { part, typedPart } from "../elements.js";
import { started } from "../started.js";
import { load, t } from "../words.js";
import { beginAmending } from "./amend.js";
import { beginFiles } from "./files.js";
import { beginGlass } from "./glass.js";
import { Lanes } from "./lanes.js";
import { lasts } from "./lasts.js";
import { listen } from "./keys.js";
import { Player } from "./player.js";
import { Screen } from "./screen.js";
import { momentOf, stretchOf, Transcript } from "./transcript.js";

load(document);
beginHead();
if (document.querySelector('[data-testid="player"]')) open();
beginFiles();
beginGlass();
beginAmending();
started();

function open() {
  const box = part("player");
  const seek = typedPart("seek", HTMLInputElement);
  const speed = typedPart("speed", HTMLSelectElement);
  const transcript = new Transcript((line) => void go(line));
  /** @type {{player: Player, screen: Screen, lanes: Lanes} | null} */
  let opened = null;
  let silent = false;

  listen({
    toggle: () => void toggle(),
    by: (seconds) => void to((opened?.player.place ?? 0) + seconds),
    line: (lines) => void beside(lines),
    speed: (steps) => choose(speed.selectedIndex + steps),
    silence,
    edge: (end) => void to(end ? (opened?.player.recording.seconds ?? 0) : 0),
  });
  part("begin").addEventListener("click", () => void toggle());
  part("play-pause").addEventListener("click", () => void toggle());
  part("back").addEventListener("click", () => void to((opened?.player.place ?? 0) - 10));
  part("on").addEventListener("click", () => void to((opened?.player.place ?? 0) + 10));
  part("silence").addEventListener("click", silence);
  seek.addEventListener("input", () => void to(Number(seek.value)));
  speed.addEventListener("change", () => choose(speed.selectedIndex));
  typedPart("follow", HTMLInputElement).addEventListener("change", (event) => {
    transcript.follows = event.target instanceof HTMLInputElement && event.target.checked;
  });
  for (const button of stretches()) {
    button.addEventListener("click", () => void change(button.dataset["stretch"] ?? "", 0, true));
  }
  for (const control of ["begin", "play-pause"]) typedPart(control, HTMLButtonElement).disabled = false;
  // Whoever pressed "play" on the page before has pressed it, and whoever pressed a line that was found, that line.
  const found = transcript.named(location.hash.slice(1));
  if (found) void go(found);
  else if (new URLSearchParams(location.search).has("stretch")) void toggle();

  async function toggle() {
    if (opened?.player.wanted) return opened.player.pause();
    if (!opened) return change(box.dataset["stretch"] ?? "", 0, true);
    await playing(opened.player);
  }

  /** @param {Player} player */
  async function playing(player) {
    try {
      await player.play();
    } catch {
      // The browser wants to be pressed first: the button is there.
      show(player);
    }
  }

  /** @param {number} place */
  async function to(place) {
    if (!opened) return change(box.dataset["stretch"] ?? "", place, false);
    try {
      await opened.player.to(place);
    } catch {
      show(opened.player);
    }
  }

  /** @param {number} lines */
  async function beside(lines) {
    if (!opened) return;
    const { player } = opened;
    const moment = player.recording.began + player.place * 1000;
    const line = transcript.beside(box.dataset["stretch"] ?? "", moment, lines);
    if (line) await go(line);
  }

  /** @param {HTMLElement} line */
  async function go(line) {
    if (opened && stretchOf(line) === box.dataset["stretch"]) {
      await to((momentOf(line) - opened.player.recording.began) / 1000);
    } else {
      await change(stretchOf(line), momentOf(line), opened?.player.wanted ?? false);
    }
  }

  /**
   * Another recording. Each opening is noted by the service.
   * @param {string} stretch
   * @param {number} place seconds, or a moment (milliseconds since 1970)
   * @param {boolean} plays
   */
  async function change(stretch, place, plays) {
    box.dataset["state"] = "opening";
    part("waiting").textContent = t("player.opening");
    const answer = await post(`${box.dataset["path"]}/play`, { stretch });
    if (!answer.ok) {
      box.dataset["state"] = opened ? opened.player.state : "closed";
      part("waiting").textContent = "";
      return tell(answer.words);
    }
    tell("");
    opened?.player.close();
    const recording = /** @type {import("./player.js").Recording} */ (answer.value);
    opened = made(stretch, recording);
    choose(speed.selectedIndex);
    const at = place > 1e9 ? (place - recording.began) / 1000 : place;
    await to(at);
    if (plays) await playing(opened.player);
  }

  /**
   * @param {string} stretch
   * @param {import("./player.js").Recording} recording
   */
  function made(stretch, recording) {
    const player = new Player(recording, show);
    box.dataset["stretch"] = stretch;
    for (const button of stretches()) {
      button.setAttribute("aria-pressed", String(button.dataset["stretch"] === stretch));
    }
    const own = stretches().find((button) => button.dataset["stretch"] === stretch);
    const badge = own?.querySelector(".channel")?.cloneNode(true) ?? new Text();
    seek.max = String(recording.seconds);
    for (const control of ["seek", "speed", "back", "on", "silence"]) part(control).removeAttribute("disabled");
    for (const track of player.tracks) track.element.muted = silent;
    return {
      player,
      screen: new Screen(part("screen-tiles"), player.tracks),
      lanes: new Lanes(part("lanes"), badge, own?.dataset["kind"] ?? "", player, (place) => void to(place)),
    };
  }

  /** @param {Player} player */
  function show(player) {
    if (opened?.player !== player) return;
    const { place, state, recording } = player;
    box.dataset["state"] = state;
    part("play-pause").setAttribute("aria-pressed", String(player.wanted));
    part("play-pause").setAttribute("aria-label", t(player.wanted ? "player.pause" : "player.play"));
    part("begin").hidden = player.wanted;
    part("position").textContent = `${lasts(place)} / ${lasts(recording.seconds)}`;
    const words = { waiting: "player.loading", ended: "player.ended", playing: "", paused: "" }[state];
    const told = words ? t(words) : "";
    if (part("waiting").textContent !== told) part("waiting").textContent = told;
    seek.value = String(place);
    seek.setAttribute("aria-valuetext", `${lasts(place)} / ${lasts(recording.seconds)}`);
    opened.screen.show(place);
    opened.lanes.show(place);
    transcript.show(box.dataset["stretch"] ?? "", recording.began + place * 1000);
    if (player.broken) tell(t("player.broken", { count: player.broken }));
  }

  /** @param {number} index */
  function choose(index) {
    speed.selectedIndex = Math.max(0, Math.min(index, speed.options.length - 1));
    opened?.player.setSpeed(Number(speed.value));
  }

  function silence() {
    silent = !silent;
    part("silence").setAttribute("aria-pressed", String(silent));
    for (const track of opened?.player.tracks ?? []) track.element.muted = silent;
    for (const own of document.querySelectorAll('[data-testid="hear"]')) own.setAttribute("aria-pressed", String(!silent));
  }
}

/** @returns {HTMLElement[]} */
function stretches() {
  return [...document.querySelectorAll('[data-testid="stretch"]')].filter((one) => one instanceof HTMLElement);
}
