"""Live coaching behind its page: frames of a camera in, words, sets and recordings out."""
