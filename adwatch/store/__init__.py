"""The store: the only user of SQLAlchemy."""
