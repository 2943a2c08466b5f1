"""Pictures of machines: one renderer for the sandbox, the guides and the in-page runner."""
