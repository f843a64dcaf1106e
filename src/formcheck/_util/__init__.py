"""Small helpers that know nothing of formcheck: files, folders, text, CSV rows, resources."""
