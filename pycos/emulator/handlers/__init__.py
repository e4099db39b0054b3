"""The operations: one function each, from a request to a response. Access was checked before."""
