"""What a member of staff is here for. Each role has rooms of its own; nobody has two."""

INTAKE = "intake"
CLINICIAN = "clinician"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

ROLES = (INTAKE, CLINICIAN, AUDITOR, ADMINISTRATOR)
