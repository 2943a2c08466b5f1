"""The in-page runner: the real engine in the reader's browser, and what a build needs for it."""
