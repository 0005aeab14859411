"""The tables, in the order in which they came to be. A migration, once released, is never edited."""

from consentapp.store.driver import Database

from sqlite_utils import Migrations  # isort: skip  the driver's alias must come first

migrations = Migrations("consentapp")

ON_FORM = {"form": str, "version": str, "language": str, "page": str, "link_id": str}

VALUE_TABLES: dict[str, dict[str, type]] = {
    "patient": {"patient": str, "name": str, "birth_date": str},
    "staff": {"staff": str, "login": str, "name": str, "role": str, "site_bound": str},
    "note": {"purpose": str, "text": str},
    "answer": {**ON_FORM, "type": str, "value": str},
    "preference": {**ON_FORM, "role": str, "value": str},
    "acknowledgment": {**ON_FORM, "statement": str, "text_digest": str, "at": str},
    "comprehension": {**ON_FORM, "attempt": int, "chosen": str, "correct": int},
    "signature": {
        **ON_FORM, "role": str, "printed_name": str, "at": str, "meaning": str, "statement": str, "method": str,
        "strokes": str, "text_digest": str, "evidence": str,
    },
    "document": {"code": str, "edition": int, "sha256": str, "pdf": bytes},
    "vital": {"sign": str, "value": str, "unit": str, "act": str, "bound": str, "threshold": str},
}  # fmt: skip
"""Values of facts: each row names its fact, its number in it, and holds the salt of its commitment."""

LATER = ("vital",)
"""Those that the first migrations did not know."""

FIRST_VALUE_TABLES = {table: columns for table, columns in VALUE_TABLES.items() if table not in LATER}

APPEND_ONLY = ("fact", "node", "text", "access", *VALUE_TABLES)

PLACE = {"fact": str, "number": int, "site": str, "intake": str, "salt": bytes}
"""Where a row of values belongs."""


@migrations()
def m001_the_record(db: Database) -> None:
    """Facts, the ledger's subtrees, the texts shown, and the values of facts."""
    _create(
        db,
        "fact",
        {
            "site": str,
            "position": int,
            "id": str,
            "kind": str,
            "intake": str,
            "at": str,
            "actor": str,
            "body": bytes,
        },
        ("site", "position"),
    )
    db.table("fact").create_index(["id"], unique=True)
    db.table("fact").create_index(["intake", "position"])
    db.table("fact").create_index(["site", "kind", "position"])
    _create(db, "node", {"site": str, "level": int, "index": int, "hash": bytes}, ("site", "level", "index"))
    _create(
        db,
        "text",
        {"digest": str, "form": str, "version": str, "language": str, "page": str, "body": bytes},
        ("digest",),
    )
    for table in FIRST_VALUE_TABLES:
        _create_values(db, table)
    for table, column in (
        ("patient", "patient"),
        ("staff", "staff"),
        ("staff", "login"),
        ("document", "code"),
        ("document", "sha256"),
    ):
        db.table(table).create_index([column])


@migrations()
def m002_scratch(db: Database) -> None:
    """Queues and projections: mutable, and made again from the record where they can be."""
    _create(
        db,
        "link",
        {"digest": str, "id": str, "site": str, "intake": str, "mode": str, "ends_at": str, "revoked": int},
        ("digest",),
    )
    db.table("link").create_index(["id"], unique=True)
    _create(
        db,
        "session",
        {"digest": str, "kind": str, "subject": str, "data": str, "created_at": str, "seen_at": str},
        ("digest",),
    )
    db.table("session").create_index(["kind", "subject"])
    _create(db, "draft", {"intake": str, "page": str, "data": str}, ("intake", "page"))
    _create(
        db,
        "outbox",
        {
            "id": str, "kind": str, "site": str, "intake": str, "cause": str, "tries": int, "due_at": str, "error": str,
            "done": int,
        },
        ("id",),
    )  # fmt: skip
    db.table("outbox").create_index(["kind", "cause"], unique=True)
    db.table("outbox").create_index(["done", "due_at"])
    _create(
        db,
        "worklist",
        {
            "intake": str, "site": str, "patient": str, "name": str, "birth_date": str, "code": str,
            "state": str, "reason": str, "waits_for": str, "urgent": int, "has_document": int, "updated_at": str,
        },
        ("intake",),
    )  # fmt: skip
    for column in ("birth_date", "code"):
        db.table("worklist").create_index(["site", column])
    db.table("worklist").create_index(["site", "urgent", "updated_at"])
    # A name from each of its words on: "Ruiz" finds Ana Ruiz.
    _create(db, "name_word", {"site": str, "word": str, "intake": str}, ("site", "word", "intake"))
    db.table("name_word").create_index(["intake"])
    _create(
        db, "credential", {"staff": str, "password_hash": str, "failures": int, "retry_at": str}, ("staff",)
    )
    _create(
        db,
        "access",
        {"number": int, "site": str, "at": str, "staff": str, "intake": str, "what": str},
        ("number",),
    )
    db.table("access").create_index(["intake", "number"])


@migrations()
def m003_append_only(db: Database) -> None:
    """A tripwire, not a defence: proof is the ledger's task."""
    for table in APPEND_ONLY:
        if table not in LATER:
            _guard(db, table)


@migrations()
def m004_second_step(db: Database) -> None:
    """A second step of signing in, and which half of a sign-in an administrator has reset."""
    for column, kind, default in (("second_step", str, ""), ("counter", int, 0), ("reset", str, "")):
        db.table("credential").add_column(column, kind, not_null_default=default)


@migrations()
def m005_reasons_in_no_language(db: Database) -> None:
    """A row of the worklist says by codes why a patient is not ready. Its words of before stay until it is made again."""
    db.execute("ALTER TABLE worklist RENAME COLUMN reason TO reasons")
    db.execute(
        "UPDATE worklist SET reasons = json_array(json_array('as-kept', json_object('words', reasons)))"
    )


@migrations()
def m006_passkeys(db: Database) -> None:
    """Keys that devices of staff hold."""
    _create(
        db,
        "passkey",
        {"id": str, "staff": str, "public_key": bytes, "sign_count": int, "name": str, "added_at": str},
        ("id",),
    )
    db.table("passkey").create_index(["staff"])


@migrations()
def m007_vital_signs(db: Database) -> None:
    """What was measured before and after a dose."""
    _create_values(db, "vital")
    _guard(db, "vital")


def _create_values(db: Database, table: str) -> None:
    _create(db, table, PLACE | VALUE_TABLES[table], ("fact", "number"))
    db.table(table).create_index(["intake", "fact"])


def _guard(db: Database, table: str) -> None:
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON [{table}] "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: a correction is a new fact'); END"
        )


def _create(db: Database, table: str, columns: dict[str, type], key: tuple[str, ...]) -> None:
    db.table(table).create(columns, pk=key if len(key) > 1 else key[0], not_null=set(columns), strict=True)
