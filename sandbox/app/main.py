"""The page that Streamlit runs after every click."""

from sandbox.app.shell import draw

draw()
