"""A folder into which messages are dropped, for a pager gateway to pick up."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from consentapp.ports import Message, NotDelivered


@dataclass(frozen=True)
class DropFolder:
    """One JSON file for each message, complete or absent."""

    folder: Path
    channel: str = "drop-folder"

    def deliver(self, contact: str, message: Message) -> None:
        """Accepted once the file is whole, on disk, and in its place. A second delivery of one message writes it again."""
        try:
            self._write(
                self.folder / f"{message.id}.json", json.dumps({"to": contact} | asdict(message), indent=1)
            )
        except OSError as error:
            raise NotDelivered(f"{self.folder}: {error.strerror}") from error

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        self._sync_folder(path.parent)

    def _sync_folder(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
