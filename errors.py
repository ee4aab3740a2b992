"""Named failures. Each is also a built-in, so that a caller may catch the plain kind."""


class WusetuError(Exception):
    """Base of every failure the product names itself.

    ``code`` is a key of words/ that says it in the reader's language; ``values`` fill the text.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        filled = ", ".join(f"{key}={value}" for key, value in self.values.items())
        return f"{self.code}({filled})"


class SettingsError(WusetuError, ValueError):
    """A deployment setting is unknown or has an impossible value."""


class PolicyError(WusetuError, ValueError):
    """A policy text is incomplete or contradicts itself, or may not be put in force."""


class RefusedError(WusetuError, ValueError):
    """A file or a value from outside is refused as a whole; nothing of it was stored."""


class GeometryError(WusetuError, ValueError):
    """Boundaries or points that cannot be used as they are."""


class NotAllowedError(WusetuError, PermissionError):
    """The asking person may not see or do this."""


class NotFoundError(WusetuError, LookupError):
    """The thing asked for does not exist in this data folder."""


class BusyError(WusetuError, RuntimeError):
    """Another import or calculation holds the one place for work."""
