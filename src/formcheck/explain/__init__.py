"""What an exercise definition did on a clip, for whoever writes one."""
