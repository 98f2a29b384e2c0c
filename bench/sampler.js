// Runs in every page before its own scripts: notes twenty times a second what has arrived, by the wall clock.

(() => {
  const TICK_MS = 50;
  const KEPT = 4000; // 200 s
  const connections = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...parameters) {
      super(...parameters);
      connections.push(this);
    }
  };

  const total = { samples: 0, concealed: 0, frames: 0, sent: 0, bytes: 0 };
  const counters = { samples: "totalSamplesReceived", concealed: "concealedSamples", frames: "framesDecoded" };
  const last = new Map();

  /** Adds what a counter has grown by since it was last seen: a new connection begins at 0, the totals go on. */
  const grow = (name, key, now) => {
    total[name] += Math.max(0, now - (last.get(key) ?? 0));
    last.set(key, now);
  };

  const add = (number, entry) => {
    const key = `${number} ${entry.id}`;
    if (entry.type === "outbound-rtp" && entry.kind === "video") grow("sent", `${key} sent`, entry.framesSent ?? 0);
    if (entry.type !== "inbound-rtp") return;
    if (entry.kind === "video") grow("bytes", `${key} bytes`, entry.bytesReceived);
    for (const [name, counter] of Object.entries(counters))
      if (entry[counter] !== undefined) grow(name, `${key} ${name}`, entry[counter]);
  };

  const noted = [];
  const note = async () => {
    const at = Date.now();
    for (const [number, connection] of connections.entries()) {
      if (connection.signalingState === "closed") continue;
      for (const entry of (await connection.getStats()).values()) add(number, entry);
    }
    const live = document.querySelector('[data-testid="room"]')?.dataset.state === "live";
    noted.push({ at, live, ...total });
    if (noted.length > KEPT) noted.shift();
  };
  const keepOn = () => note().finally(() => setTimeout(keepOn, TICK_MS));
  keepOn();

  window.bench = {
    /** What was noted since a moment (milliseconds since the epoch). */
    since: (moment) => noted.filter(({ at }) => at >= moment),

    /** Clicks, and says when. */
    click(selector) {
      const at = Date.now();
      document.querySelector(selector).click();
      return at;
    },
  };
})();
