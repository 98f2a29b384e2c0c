/**
 * Whether the ways round a barred network are open to me: an address at the relay over UDP, TCP and TLS, each asked
 * for by itself and all at once. What lies behind the relay is the centre's own network, which `yuntiao doctor` tries.
 *
 * @typedef {"udp" | "tcp" | "tls"} Transport
 * @typedef {"open" | "closed"} Outcome
 */

/** An open way answers after two round trips; one that is cut off never does. */
const LIMIT_MS = 6000;

/**
 * The relays among the servers, one entry a way.
 * @param {readonly RTCIceServer[]} servers
 * @returns {Map<Transport, RTCIceServer>}
 */
export function relays(servers) {
  const found = new Map();
  for (const server of servers) {
    for (const url of [server.urls].flat()) {
      const transport = over(url);
      if (transport !== null && !found.has(transport)) found.set(transport, { ...server, urls: [url] });
    }
  }
  return found;
}

/**
 * @param {RTCIceServer} server with one address
 * @returns {Promise<Outcome>}
 */
export async function tryRelay(server) {
  const pc = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: "relay" });
  try {
    return await new Promise((decided, failed) => {
      setTimeout(() => decided("closed"), LIMIT_MS);
      pc.onicecandidate = ({ candidate }) => decided(candidate?.candidate ? "open" : "closed");
      pc.createDataChannel("");
      pc.createOffer().then((offer) => pc.setLocalDescription(offer)).catch(failed);
    });
  } catch {
    return "closed";
  } finally {
    pc.close();
  }
}

/**
 * @param {string} url
 * @returns {Transport | null} null for what is no relay
 */
function over(url) {
  if (url.startsWith("turns:")) return "tls";
  if (!url.startsWith("turn:")) return null;
  return /[?&]transport=tcp\b/.test(url) ? "tcp" : "udp";
}
