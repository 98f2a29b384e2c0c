/**
 * Where a track stands on the timeline of all: lines between knots, as the service fits them
 * (recordings/playback/timeline.py).
 *
 * @typedef {readonly [number, number]} Knot seconds of the track, seconds of the timeline; neither ever falls
 * @typedef {readonly Knot[]} Knots at least two
 */

/** @param {Knots} knots */
export function beginOf(knots) {
  return (knots[0] ?? [0, 0])[1];
}

/** @param {Knots} knots */
export function endOf(knots) {
  return (knots[knots.length - 1] ?? [0, 0])[1];
}

/**
 * What of the track belongs to a moment of the timeline; null: nothing.
 * @param {Knots} knots
 * @param {number} at
 * @returns {number | null}
 */
export function trackAt(knots, at) {
  const [before, after] = around(knots, at);
  if (!before || !after) return null;
  const length = after[1] - before[1];
  return length > 0 ? before[0] + ((after[0] - before[0]) * (at - before[1])) / length : before[0];
}

/**
 * Seconds of the track in a second of the timeline there: nearly one, or none where it was silent.
 * @param {Knots} knots
 * @param {number} at
 */
export function paceAt(knots, at) {
  const [before, after] = around(knots, at);
  if (!before || !after || after[1] <= before[1]) return 0;
  return (after[0] - before[0]) / (after[1] - before[1]);
}

/**
 * @param {Knots} knots
 * @param {number} at
 * @returns {[Knot, Knot] | [null, null]}
 */
function around(knots, at) {
  if (at < beginOf(knots) || at > endOf(knots)) return [null, null];
  let low = 0;
  let high = knots.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((knots[middle] ?? [0, Infinity])[1] <= at) low = middle;
    else high = middle;
  }
  return [knots[low] ?? [0, 0], knots[high] ?? [0, 0]];
}
