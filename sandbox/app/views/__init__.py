"""The pages of the console; not called ``pages``, because Streamlit makes each file there a page."""
