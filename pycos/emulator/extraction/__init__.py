"""Select: rows out of one CSV or JSON object, by an SQL statement, as a stream of events."""
