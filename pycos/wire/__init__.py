"""Python values to and from what goes over the wire: header lines, XML. Knows no session."""
