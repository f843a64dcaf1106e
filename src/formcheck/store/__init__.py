"""What formcheck keeps of a person between runs: profiles, sessions, first use."""
