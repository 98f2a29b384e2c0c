"""A browser that reaches others by a relay alone."""

RELAY_ONLY = """((scheme, transport) => {
    const Direct = RTCPeerConnection;
    const fits = url => url.startsWith(`${scheme}:`) && url.endsWith(transport);
    const only = ({ urls, ...rest }) => ({ ...rest, urls: [urls].flat().filter(fits) });
    const bound = given => ({
        ...given,
        iceTransportPolicy: "relay",
        iceServers: (given.iceServers ?? []).map(only).filter(server => server.urls.length > 0),
    });
    window.relayed = [];
    window.RTCPeerConnection = class extends Direct {
        constructor(given) { super(bound(given)); window.relayed.push(this); }
        setConfiguration(given) { super.setConfiguration(bound(given)); }
    };
})"""
