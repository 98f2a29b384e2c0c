/**
 * When a slot has changed hands, its last picture is still the former person's: tell when a new one is there.
 */

/**
 * Where the browser does not tell when a frame arrived: about the time that old ones may take to play out.
 */
const PLAYOUT_MS = 300;

/**
 * @param {HTMLVideoElement} video
 * @param {() => void} shown called once, with the first frame that arrived after now
 * @returns {() => void} stops waiting
 */
export function onFreshFrame(video, shown) {
  const since = performance.now();
  return "requestVideoFrameCallback" in video ? byFrames(video, since, shown) : byClock(video, since, shown);
}

/**
 * @param {HTMLVideoElement} video
 * @param {number} since
 * @param {() => void} shown
 */
function byFrames(video, since, shown) {
  let handle = 0;
  /** @type {VideoFrameRequestCallback} */
  const look = (now, { receiveTime }) => {
    if (receiveTime === undefined ? now >= since + PLAYOUT_MS : receiveTime >= since) shown();
    else handle = video.requestVideoFrameCallback(look);
  };
  handle = video.requestVideoFrameCallback(look);
  return () => video.cancelVideoFrameCallback(handle);
}

/**
 * Firefox before 132 has no frame callbacks.
 * @param {HTMLVideoElement} video
 * @param {number} since
 * @param {() => void} shown
 */
function byClock(video, since, shown) {
  const { totalVideoFrames: before } = video.getVideoPlaybackQuality();
  const timer = setInterval(() => {
    const moved = video.getVideoPlaybackQuality().totalVideoFrames > before;
    if (!moved || performance.now() < since + PLAYOUT_MS) return;
    clearInterval(timer);
    shown();
  }, 50);
  return () => clearInterval(timer);
}
