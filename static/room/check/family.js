/**
 * Which family of browsers this is, only for the words that say where its permission is hidden. What it can do is
 * never told by its name. Pure.
 *
 * @typedef {"app" | "iphone" | "android" | "firefox" | "safari" | "chromium" | "other"} Family
 */

/** In apps the permission is the app's own, in the system's settings. */
const APPS = /MicroMessenger|wxwork|AliApp|AlipayClient|DingTalk|Feishu|Lark|\bQQ\/|Weibo|aweme|baiduboxapp/i;

/**
 * @param {{userAgent: string, maxTouchPoints: number}} navigator
 * @returns {Family}
 */
export function family({ userAgent, maxTouchPoints }) {
  if (APPS.test(userAgent)) return "app";
  // An iPad says that it is a Mac; a Mac has no screen to touch.
  const apple = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  if (apple) return "iphone";
  if (/Firefox\//.test(userAgent)) return "firefox";
  if (/Android/.test(userAgent)) return "android";
  if (/Chrom(?:e|ium)\//.test(userAgent)) return "chromium";
  return /Safari\//.test(userAgent) ? "safari" : "other";
}
