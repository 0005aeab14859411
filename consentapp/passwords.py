"""Passwords, with argon2id at OWASP's memory setting for small machines."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2Passwords:
    """Implements `ports.Passwords`."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        # Compared with when there is no such account, so that both take as long (AB-02).
        self._nobody = self._hasher.hash("there is nobody of that name here")

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, hash: str, password: str) -> bool:
        try:
            self._hasher.verify(hash or self._nobody, password)
            return bool(hash)
        except (VerificationError, InvalidHashError):
            return False
