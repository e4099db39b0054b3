"""Who may do what: identities, policies with their conditions, and the decision about one request."""
