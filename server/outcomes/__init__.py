"""What a session ends with: papers that are drawn up, signed, sealed, and that anybody can check."""
