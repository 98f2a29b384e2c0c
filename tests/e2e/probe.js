// Runs in every page before its own scripts: keeps hold of the page's peer connections and lets a test ask what
// this person really hears and sees. It changes one thing: steady test tones must not be taken for noise.

(() => {
  const connections = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...parameters) {
      super(...parameters);
      connections.push(this);
    }
  };

  const devices = navigator.mediaDevices;
  if (devices) {
    const capture = devices.getUserMedia.bind(devices);
    const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    devices.getUserMedia = (wanted) =>
      capture(wanted?.audio ? { ...wanted, audio: { ...(wanted.audio === true ? {} : wanted.audio), ...plain } } : wanted);
  }

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const WINDOW = 8192; // samples: 171 ms, 5.9 Hz a bin
  const RATE = 48000;

  const receivedAudio = () =>
    connections
      .flatMap((connection) => connection.getReceivers())
      .filter(({ track }) => track.kind === "audio" && track.readyState === "live");

  /** A range of levels (dB) for each tone, widened by every look. */
  const silence = (tones) => Object.fromEntries(Object.keys(tones).map((name) => [name, [0, -200]]));
  const widen = (range, level) => [Math.min(range[0], level), Math.max(range[1], level)];

  let context = null;
  let analyser = null;
  const listened = new Set();

  /** Mixes every audio track that any connection receives, shown on the page or not, into one analyser. */
  const listen = () => {
    if (!analyser) {
      analyser = context.createAnalyser();
      analyser.fftSize = WINDOW;
      analyser.smoothingTimeConstant = 0;
    }
    for (const { track } of receivedAudio()) {
      if (listened.has(track.id)) continue;
      listened.add(track.id);
      const stream = new MediaStream([track]);
      const pull = new Audio(); // Chromium decodes a received track only while an element plays it
      pull.srcObject = stream;
      pull.muted = true;
      void pull.play();
      context.createMediaStreamSource(stream).connect(analyser);
    }
  };

  const analysed = async (tones, ms) => {
    listen();
    const bins = new Float32Array(analyser.frequencyBinCount);
    const found = silence(tones);
    const end = performance.now() + ms;
    do {
      await pause(60);
      analyser.getFloatFrequencyData(bins);
      for (const [name, hertz] of Object.entries(tones)) {
        const middle = Math.round((hertz * WINDOW) / RATE);
        found[name] = widen(found[name], Math.max(...bins.slice(middle - 1, middle + 2), -200));
      }
    } while (performance.now() < end);
    return found;
  };

  const record = async (track, ms) => {
    const parts = [];
    const recorder = new MediaRecorder(new MediaStream([track]));
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((done) => (recorder.onstop = done));
    recorder.start();
    await pause(ms);
    recorder.stop();
    await stopped;
    const file = await new Blob(parts).arrayBuffer();
    if (file.byteLength === 0) return new Float32Array(WINDOW);
    return (await new OfflineAudioContext(1, RATE, RATE).decodeAudioData(file)).getChannelData(0);
  };

  /** The level of one tone in a window of samples: a single bin of a Fourier transform, Hann-weighted. */
  const level = (samples, hertz) => {
    const step = (2 * Math.PI * hertz) / RATE;
    let [real, imaginary] = [0, 0];
    samples.forEach((sample, index) => {
      const weighted = sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length));
      real += weighted * Math.cos(step * index);
      imaginary += weighted * Math.sin(step * index);
    });
    return Math.max(-200, 20 * Math.log10((2 * Math.hypot(real, imaginary)) / samples.length));
  };

  /** Firefox starts no AudioContext on a machine without a sound device; what it records can be analysed. */
  const recorded = async (tones, ms) => {
    const now = performance.timeOrigin + performance.now();
    const active = receivedAudio().filter((receiver) =>
      receiver.getSynchronizationSources().some(({ timestamp }) => now - timestamp < 1000),
    );
    const tracks = await Promise.all(active.map(({ track }) => record(track, ms + 200)));
    if (tracks.length === 0) await pause(ms);
    const found = Object.fromEntries(Object.keys(tones).map((name) => [name, [-200, -200]]));
    for (const [name, hertz] of Object.entries(tones)) {
      const loudest = [];
      for (let from = RATE / 10; tracks.some((track) => track.length >= from + WINDOW); from += WINDOW / 2)
        loudest.push(Math.max(...tracks.map((track) => level(track.slice(from, from + WINDOW), hertz))));
      if (loudest.length > 0) found[name] = [Math.min(...loudest), Math.max(...loudest)];
    }
    return found;
  };

  window.probe = {
    /** Lowest and highest loudness (dB) of each tone in all that is received during some milliseconds. */
    async heard(tones, ms) {
      context ??= new AudioContext({ sampleRate: RATE });
      if (context.state !== "running") await Promise.race([context.resume(), pause(500)]);
      return context.state === "running" ? analysed(tones, ms) : recorded(tones, ms);
    },

    /** Each tile's person, the colour in the middle of the picture (null: none), its width and how many frames it has
     shown. */
    seen() {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 1;
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      return [...document.querySelectorAll('[data-testid="tile"]')].map((tile) => {
        const video = tile.querySelector("video");
        const picture = video && video.videoWidth > 0 && video.readyState >= 2 && video.checkVisibility();
        if (picture) pen.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
        return {
          person: tile.dataset.person,
          width: picture ? video.videoWidth : 0,
          colour: picture ? [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3) : null,
          frames: picture ? video.getVideoPlaybackQuality().totalVideoFrames : 0,
        };
      });
    },

    /** Totals over the connections that live: packets and decoded frames received, packets sent. */
    async counters() {
      const totals = { connections: 0, audio: 0, video: 0, frames: 0, sent: 0 };
      for (const connection of connections.filter(({ connectionState }) => connectionState === "connected")) {
        totals.connections += 1;
        for (const entry of (await connection.getStats()).values()) {
          if (entry.type === "outbound-rtp") totals.sent += entry.packetsSent;
          if (entry.type !== "inbound-rtp") continue;
          totals[entry.kind] += entry.packetsReceived;
          totals.frames += entry.framesDecoded ?? 0;
        }
      }
      return totals;
    },

    /** Frames of video since the connection was made: sent by RID, received by the picture's width. */
    async frames() {
      const found = { sent: {}, received: {} };
      for (const connection of connections.filter(({ connectionState }) => connectionState === "connected")) {
        for (const entry of (await connection.getStats()).values()) {
          if (entry.kind !== "video") continue;
          if (entry.type === "outbound-rtp" && entry.rid) found.sent[entry.rid] = entry.framesSent;
          if (entry.type === "inbound-rtp" && entry.frameWidth) found.received[entry.frameWidth] = entry.framesReceived;
        }
      }
      return found;
    },

    /** The ids of the microphones that are being sent. */
    microphones: () =>
      connections
        .filter(({ connectionState }) => connectionState === "connected")
        .flatMap((connection) => connection.getSenders())
        .filter(({ track }) => track?.kind === "audio" && track.readyState === "live")
        .map(({ track }) => track.getSettings().deviceId),

    /** How many peer connections this page has made since it was loaded. */
    made: () => connections.length,

    check(selector) {
      for (const box of document.querySelectorAll(selector)) if (!box.checked) box.click();
    },

    shown: (selector) => [...document.querySelectorAll(selector)].some((node) => node.checkVisibility()),

    text: (selector) => document.querySelector(selector)?.innerText ?? "",

    attributes: (selector, name) => [...document.querySelectorAll(selector)].map((node) => node.getAttribute(name)),

    messages: (selector) =>
      [...document.querySelectorAll(selector)].map(({ dataset, textContent }) => [
        dataset.channel,
        dataset.person,
        textContent,
      ]),
  };
})();
