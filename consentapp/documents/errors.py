"""What can go wrong with a document, in words for the person who must mend it."""


class DocumentError(Exception):
    """No document was made."""


class RenderFailed(DocumentError):
    """The document could not be laid out. `reason` is a sentence without a patient's data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FontMissing(DocumentError):
    """No installed font carries `sample`; the Debian package `package` does."""

    def __init__(self, package: str, sample: str) -> None:
        super().__init__(f"No font on this machine can print {sample!r}. Install the package {package}.")
        self.package = package
        self.sample = sample
