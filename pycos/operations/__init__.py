"""One stateless function for each operation COS has on the wire: session, limits and plain values in, models
out.

Names and sizes have been validated above; what is sent is built here, and nothing else happens here.
"""
