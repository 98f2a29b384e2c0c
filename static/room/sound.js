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

/**
 * To try the loudspeaker: through an element, as people's voices come.
 * @param {HTMLMediaElement} element
 */
export async function chime(element) {
  unlock();
  if (context === null) return;
  const into = context.createMediaStreamDestination();
  element.srcObject = into.stream;
  await element.play();
  [523, 659, 784].forEach((pitch, index) => tone(index * 0.22, pitch, into));
}

/**
 * How loud a microphone is now, 0 to 1, until it is stopped.
 * @param {MediaStreamTrack} track
 * @returns {{level: () => number, stop: () => void}}
 */
export function meter(track) {
  unlock();
  if (context === null) return { level: () => 0, stop: () => undefined };
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048; // 43 ms: no deep voice falls between two of its waves
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const level = () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    return Math.min(1, Math.sqrt(power) * 6);
  };
  return { level, stop: () => source.disconnect() };
}

/**
 * @param {number} delay seconds
 * @param {number} pitch hertz
 * @param {AudioNode | undefined} [into]
 */
function tone(delay, pitch, into = context?.destination) {
  if (context === null || into === undefined) return;
  const start = context.currentTime + delay;
  const [oscillator, volume] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.25, start + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
  oscillator.connect(volume).connect(into);
  oscillator.start(start);
  oscillator.stop(start + 0.32);
}
