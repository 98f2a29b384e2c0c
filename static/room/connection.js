/**
 * The one connection to the server: opens it, notices its end, opens it again, and sends what is asked in
 * order.
 *
 * @typedef {import("../protocol.js").Params} Params
 * @typedef {import("../protocol.js").Reply} Reply
 * @typedef {import("../protocol.js").ViewEvent} ViewEvent
 * @typedef {import("../protocol.js").SlotTable} SlotTable
 * @typedef {import("../protocol.js").View} View
 * @typedef {import("../vendor/socket.io.esm.min.js").Socket} Socket
 *
 * @typedef {object} Listener
 * @property {(event: ViewEvent) => void} fresh a connection is there, and the room as it is
 * @property {(view: View, before: View) => void} changed
 * @property {(table: SlotTable) => void} slots who is in the receive slots that changed hands
 * @property {(limits: import("../protocol.js").Limits) => void} limits what I should send at most
 * @property {(health: import("../protocol.js").RecordingHealth) => void} recordingHealth how the recording does
 * @property {() => void} lost no connection; another is being tried
 * @property {(said: import("../protocol.js").PartialEvent) => void} partial
 * @property {(on: boolean) => void} captions whether the service can put speech into words
 * @property {(code: string, params: Params) => void} bye the server ended it for good
 */

import { io } from "../vendor/socket.io.esm.min.js";
import { backoff, Heartbeat, patience, TICK_MS } from "./heartbeat.js";
import { newKey } from "./keys.js";
import { Outbox } from "./outbox.js";
import { Fold } from "./state.js";

const PROTOCOL = 1;
const ACK_MS = 10_000;
/** How long a move or another command of the moment may wait for a connection. */
export const PATIENCE_MS = 8000;
/** An attempt younger than this is not given up for a new one. */
const FRESH_MS = 1000;
/** Timers of two makers need not agree to the millisecond. */
const EARLY_MS = 50;
/** How long an answer takes before one has come, and how much the newest says of the next. */
const UNKNOWN_MS = 500;
const NEWEST = 0.2;
/** A refused connection that is worth another attempt. */
const PASSING = new Set(["busy", "internal", "not_saved", "too_many"]);

export class Connection {
  /** @type {Socket | null} */
  #socket = null;
  #attempt = 0;
  /** When the present attempt began, and how long it may take. */
  #opened = 0;
  #patience = 0;
  /** Milliseconds that an answer usually takes here. */
  #usual = UNKNOWN_MS;
  #live = false;
  #closed = false;
  /** @type {number | undefined} */
  #retry;
  #fold = new Fold();
  #heartbeat = new Heartbeat();
  #tab = newKey();
  #seat;
  #listener;
  #outbox = new Outbox({
    send: (command) => this.request("do", command),
    newKey,
    now: () => performance.now(),
    later: (run, ms) => void setTimeout(run, ms),
  });

  /**
   * @param {string} seat
   * @param {Listener} listener
   */
  constructor(seat, listener) {
    this.#seat = seat;
    this.#listener = listener;
  }

  get live() {
    return this.#live;
  }

  /** Whether something said has not arrived yet. */
  get unsent() {
    return this.#outbox.size > 0;
  }

  start() {
    this.#open();
    setInterval(() => this.#beat(), TICK_MS);
    window.addEventListener("online", () => this.#again(0));
  }

  stop() {
    this.#closed = true;
    this.#drop();
  }

  /** Give up this connection and open another, for a fresh view. */
  renew() {
    this.#again(0);
  }

  /** Somebody looks at the page again: whether the server is still there shows now, not in a while. */
  hurry() {
    const now = performance.now();
    if (this.#socket?.connected) {
      this.#heartbeat.wake(now);
      this.#ask(this.#socket);
    } else if (now - this.#opened > FRESH_MS) this.#again(0);
  }

  /**
   * Send a command of the room, once and in order.
   * @param {string} type
   * @param {Record<string, unknown>} [fields]
   * @param {number} [patience] see Outbox.add
   * @returns {Promise<Reply>}
   */
  do(type, fields = {}, patience = PATIENCE_MS) {
    return this.#outbox.add(type, fields, patience);
  }

  /**
   * Ask over the present connection; rejects when it ends first.
   * @param {string} event
   * @param {Record<string, unknown>} body
   * @returns {Promise<any>}
   */
  request(event, body) {
    if (this.#socket === null) return Promise.reject(new Error("not connected"));
    return this.#socket.timeout(ACK_MS).emitWithAck(event, body);
  }

  #open() {
    this.#patience = patience(this.#attempt, this.#usual);
    const socket = io({
      path: "/socket.io",
      auth: { protocol: PROTOCOL, seat: this.#seat, tab: this.#tab },
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      timeout: this.#patience,
    });
    this.#socket = socket;
    this.#opened = performance.now();
    this.#heartbeat.start(this.#opened);
    const events = this.#events(socket);
    for (const [name, handle] of Object.entries(events)) {
      socket.on(name, (...args) => {
        this.#hear(socket);
        if (socket === this.#socket) handle(args[0]);
      });
    }
  }

  /**
   * @param {Socket} socket
   * @returns {Record<string, (data: any) => void>}
   */
  #events(socket) {
    return {
      view: (event) => this.#fresh(event),
      change: (event) => this.#change(event),
      slots: (table) => this.#listener.slots(table),
      limits: (limits) => this.#listener.limits(limits),
      partial: (said) => this.#listener.partial(said),
      captions: ({ on }) => this.#listener.captions(on),
      recording_health: (health) => this.#listener.recordingHealth(health),
      bye: ({ code }) => this.#bye(code, {}),
      connect: () => this.#heartbeat.start(performance.now()),
      disconnect: () => this.#again(),
      connect_error: (error) => this.#refused(socket, error),
    };
  }

  /** @param {ViewEvent} event */
  #fresh(event) {
    this.#attempt = 0;
    this.#live = true;
    this.#fold.fresh(event);
    this.#listener.fresh(event);
    this.#outbox.open();
  }

  /** @param {import("../protocol.js").ChangeEvent} event */
  #change(event) {
    const before = this.#fold.view;
    const outcome = this.#fold.change(event);
    if (outcome === "gap") this.#again(0);
    if (outcome === "changed" && before && this.#fold.view) this.#listener.changed(this.#fold.view, before);
  }

  /**
   * @param {Socket} socket
   * @param {Error & {data?: {code?: string, params?: Params}}} error
   */
  #refused(socket, error) {
    const code = error.data?.code;
    socket.off();
    // Who waited for nothing has waited; a server that is there is not to be asked by all at the same moment.
    const waited = performance.now() - this.#opened > this.#patience - EARLY_MS;
    if (code === undefined) this.#again(waited ? 0 : undefined);
    else this.#bye(code, error.data?.params ?? {});
  }

  /**
   * @param {string} code
   * @param {Params} params
   */
  #bye(code, params) {
    if (PASSING.has(code)) return this.#again();
    this.stop();
    this.#listener.bye(code, params);
  }

  /** @param {Socket} socket */
  #hear(socket) {
    if (socket === this.#socket) this.#heartbeat.hear(performance.now());
  }

  #beat() {
    const socket = this.#socket;
    if (this.#closed || socket === null || !socket.connected) return;
    const verdict = this.#heartbeat.tick(performance.now());
    if (verdict === "lost") this.#again(0);
    if (verdict === "ask") this.#ask(socket);
  }

  /** @param {Socket} socket */
  #ask(socket) {
    const asked = performance.now();
    const heard = () => {
      this.#usual = (1 - NEWEST) * this.#usual + NEWEST * (performance.now() - asked);
      this.#hear(socket);
    };
    socket.timeout(ACK_MS).emitWithAck("ping", {}).then(heard, () => undefined);
  }

  /** @param {number} [wait] milliseconds */
  #again(wait = backoff(this.#attempt, Math.random())) {
    if (this.#closed) return;
    this.#drop();
    this.#attempt += 1;
    clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.#open(), wait);
  }

  #drop() {
    const socket = this.#socket;
    const wasLive = this.#live;
    this.#socket = null;
    this.#live = false;
    this.#outbox.close();
    socket?.disconnect();
    if (wasLive && !this.#closed) this.#listener.lost();
  }
}
