/** Somebody knocks: two soft wooden tones, made here, so that no sound file has to be fetched. */

/** @type {AudioContext | null} */
let context = null;

/** Browsers make sounds only after a first touch of the page. */
export function unlock() {
  context ??= typeof AudioContext === "function" ? new AudioContext() : null;
  void context?.resume();
}

export function knock() {
  unlock();
  tone(0, 392);
  tone(0.16, 330);
}

/** To try the loudspeaker. */
export function chime() {
  unlock();
  [523, 659, 784].forEach((pitch, index) => tone(index * 0.22, pitch));
}

/**
 * How loud a microphone is now, 0 to 1.
 * @param {MediaStreamTrack} track
 * @returns {() => number}
 */
export function meter(track) {
  unlock();
  if (context === null) return () => 0;
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    return Math.min(1, Math.sqrt(power) * 6);
  };
}

/**
 * @param {number} delay seconds
 * @param {number} pitch hertz
 */
function tone(delay, pitch) {
  if (context === null) return;
  const start = context.currentTime + delay;
  const [oscillator, volume] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.25, start + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.32);
}
