"""The command line: thin, it calls the Python API and prints."""
