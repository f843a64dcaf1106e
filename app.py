"""Starts the app: ``streamlit run app.py``, or ``formcheck app``."""

# Worker processes import this file too, and must neither start anything nor load what only a page
# needs.
if __name__ == "__main__":
    from formcheck.app.main import run

    run()
