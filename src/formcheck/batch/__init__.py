"""Many clips: one result each, continued where it stopped, whatever happens to a worker."""
