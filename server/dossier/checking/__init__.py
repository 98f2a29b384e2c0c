"""Whether a bundle, or a receipt, is as it was handed out: offline, from the file alone."""
