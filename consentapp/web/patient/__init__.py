"""The walk: from a link to a signed copy. Doors, pages, ways out, the ending."""

from consentapp.web.patient import door, ending, pages, renewal, ways_out
from consentapp.web.patient.blueprint import bp

__all__ = ["bp", "door", "ending", "pages", "renewal", "ways_out"]
