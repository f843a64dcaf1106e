"""The app in the browser: thin pages, which show what the rest of formcheck says."""
