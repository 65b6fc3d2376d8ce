"""The demo boards, served on loopback by a real HTTP server, and the page that chooses the night they show."""
