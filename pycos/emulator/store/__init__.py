"""What the server remembers: buckets, objects, uploads, parts, and the bytes of all of them."""
