"""The pages of the console. (Not called ``pages``: Streamlit would make each file a page by itself.)"""
