"""Takes an applied run back, but for what was changed since."""
