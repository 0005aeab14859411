"""`python -m consentapp.cli`"""

from consentapp.cli import main

main()
