"""The live session: one mailbox task per room, one emitter, one media plane."""
