"""Who looks over all workspaces, and why: what `bounds` lets pass."""

_TICK = "the tick makes what is due in every workspace"
_ONLY = "the command line looks for the only workspace where --team names none"
_CLOCK = "a clock that was set back was so for every workspace"
_NEXT = "the tick asks for the next moment at which anything is due, and reads nothing else"
EVERYWHERE: dict[str, str] = {
    "storage.digest_claims:begin": _TICK,
    "storage.digest_claims:resume": _TICK,
    "storage.digest_clock:_free_runs": _CLOCK,
    "storage.digest_clock:follow_clock": _CLOCK,
    "storage.digest_clock:planned_by_old_time": _CLOCK,
    "storage.digest_holds:let_go_by_old_time": _CLOCK,
    "storage.digest_runs:Runs.wait.<locals>.read": _NEXT,
    "storage.digest_updates:_claim": _TICK,
    "storage.digest_updates:_collect": _TICK,
    "storage.digests:Digests.wait.<locals>.read": _NEXT,
    "storage.installs:Installs.all.<locals>.<lambda>": "`doctor` looks at every one",
    "storage.installs:Installs.count.<locals>.<lambda>": "tells how many there are, and of nobody",
    "storage.installs:Installs.ending.<locals>.<lambda>": _TICK,
    "storage.installs:Installs.seal_anew.<locals>.write": "`migrate` seals every token anew",
    "storage.installs:Installs.teams.<locals>.<lambda>": _ONLY,
    "storage.letters:Letters._take": _TICK,
    "storage.letters:Letters.claim.<locals>.<lambda>": _TICK,
    "storage.letters_due:evenings": _TICK,
    "storage.letters_due:waiting": _TICK,
    "storage.transfer:Transfer.teams.<locals>.<lambda>": _ONLY,
}
