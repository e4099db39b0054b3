"""The libraries that a wheel carries: found as Debian's sources, built once, put into one prefix."""
