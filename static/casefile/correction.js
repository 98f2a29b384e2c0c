/**
 * How a track that is before or behind the clock comes back to it. A little of that is heard by nobody, and a rate that
 * changes often is; far off it is quicker to jump.
 */

/** Seconds that are left alone. */
export const NEAR = 0.02;
/** Seconds beyond which it jumps. */
export const FAR = 0.25;
/** The most by which a rate is changed. */
const MOST = 0.5;
/** Seconds in which a track should be back: more than pass between two looks. */
const WITHIN = 0.15;

/**
 * @param {number} drift seconds by which the track is ahead
 * @param {number} pace seconds of the track in one of the timeline, at the speed at which it is played
 * @param {boolean} correcting whether it is being brought back already: then it is brought home, not to the edge
 * @returns {{jump: true} | {jump: false, rate: number, correcting: boolean}}
 */
export function correction(drift, pace, correcting) {
  const off = Math.abs(drift);
  if (off > FAR) return { jump: true };
  if (off < (correcting ? NEAR / 4 : NEAR)) return { jump: false, rate: pace, correcting: false };
  const change = Math.max(-MOST, Math.min(MOST, drift / (WITHIN * pace)));
  return { jump: false, rate: pace * (1 - change), correcting: true };
}
