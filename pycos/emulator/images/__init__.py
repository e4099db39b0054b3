"""Pictures, really opened: what they are, what rules make of them, and the codes in them. Needs Pillow."""
