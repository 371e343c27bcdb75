"""What can go wrong in the storage, for whoever turns it into sentences."""


class StorageError(Exception):
    """Anything that the storage refuses or can't do."""


class Unavailable(StorageError):
    """The database is locked, gone or too slow; nothing was saved."""


class SchemaBehind(StorageError):
    """The database waits for `migrate`."""


class SchemaAhead(StorageError):
    """The database was migrated by a newer version of the program."""


class NotFound(StorageError):
    """Something that was named is not there; `nearest` are names that look like it."""

    def __init__(self, kind: str, name: object = "", nearest: tuple[str, ...] = ()) -> None:
        super().__init__(f"no such {kind}")
        self.kind = kind
        self.name = str(name)
        self.nearest = nearest


class NotAllowed(StorageError):
    """The thing belongs to somebody else."""


class AlreadyThere(StorageError):
    """What was to be made exists; `name` is its name."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"there is such {kind} already")
        self.kind = kind
        self.name = name


class NewerChange(StorageError):
    """What a change left has been changed since, so it can't be taken back."""
