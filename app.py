"""Starts the app: ``streamlit run app.py``, or ``formcheck app``."""

from formcheck.app.main import run

# Worker processes import this file too, and must not start anything.
if __name__ == "__main__":
    run()
