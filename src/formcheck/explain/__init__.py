"""What an exercise definition did on a clip, for its author."""
