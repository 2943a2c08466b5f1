"""Partner Center Sandbox."""
