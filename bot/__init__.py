"""A Slack bot that keeps what a team learnt at a conference."""

import sys

# Here, because Python reads this file before any other of the package; an old Python has to be
# able to read it.
if sys.version_info < (3, 11):  # noqa: UP036  # Of use to those with an older one.
    sys.exit("Session bot needs Python 3.11 or newer; this is %s." % sys.version.split()[0])  # noqa: UP031
