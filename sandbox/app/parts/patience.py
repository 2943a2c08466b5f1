"""A sign that work is going on, for what may take longer than a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from sandbox.app import words
from sandbox.app.state import Desk


@contextmanager
def patience(desk: Desk, long: bool = True) -> Iterator[None]:
    """Show it while the work within goes on, if that may take ``long``; quick work is over before it appears.

    Its place on the page is always there, so that nothing below moves.
    """
    place = st.empty()
    if not long:
        yield
        return
    with place, st.spinner(desk.say(words.WORKING), show_time=True):
        yield
