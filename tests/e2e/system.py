"""A device's system that takes microphone and camera from a page and gives them back, as a telephone call does."""

from typing import Final

SYSTEM: Final = """(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    const system = (window.system = { busy: false, tracks: {}, opened: 0 });
    devices.getUserMedia = async (wanted) => {
        if (system.busy) throw new DOMException("in use", "NotReadableError");
        system.opened += 1;
        const stream = await open(wanted);
        for (const track of stream.getTracks()) system.tracks[track.kind] = track;
        return stream;
    };
    system.silence = (kind, muted) => {
        const track = system.tracks[kind];
        Object.defineProperty(track, "muted", { configurable: true, get: () => muted });
        track.dispatchEvent(new Event(muted ? "mute" : "unmute"));
    };
    system.take = (kind) => {
        system.busy = true;
        system.tracks[kind].stop();
        system.tracks[kind].dispatchEvent(new Event("ended"));
    };
    system.giveBack = () => {
        system.busy = false;
        devices.dispatchEvent(new Event("devicechange"));
    };
})()"""
"""Put before a page's scripts. What it takes it can refuse for a while; `system.tracks` are those in use, by kind."""
