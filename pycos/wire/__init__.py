"""Python values to and from what goes over the wire: header lines and XML. Sends nothing, knows no session."""
