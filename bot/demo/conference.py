"""A small conference, written for the demo: who logged what, as entry texts."""

from collections.abc import Mapping
from datetime import date

from storage.records import Event, Profile, SessionType

EVENT = Event(
    key="lighthouse-days",
    name="Lighthouse Days",
    timezone="Europe/London",
    starts_on=date(2026, 3, 2),
    ends_on=date(2026, 3, 4),
    types=(
        SessionType("Keynote", availability="recorded"),
        SessionType("Breakout Session", availability="recorded"),
        SessionType("Chalk Talk", availability="not_recorded"),
        SessionType("Workshop", availability="not_recorded"),
    ),
)

ANN = """
★★★★★ KEY101 | The quiet on-call rota (recommended)
Type: Keynote
Level: 100
Topics: Operations
Recording: https://example.com/lighthouse/key101
- An alert nobody acts on twice is deleted on the third time
- The rota went from 40 pages a week to 6 in one quarter
    - Most of the rest were disks
The one talk that everybody should see. Start at minute 12, the first part is thanks.
Q: Who decides that an alert goes?
A: Whoever it woke up, the next morning, without asking.

★★★★ OBS204 | Traces without tears
Type: Breakout Session
Level: 200
Topics: Observability
- Sampling by outcome keeps every slow request and one in a hundred of the others
"A trace is a story, a log line is a word."
Good if you have not begun with tracing, too slow if you have.

★★ SEC310 | Secrets at the edge
Type: Breakout Session
Level: 300
Topics: Security
Mostly a product tour.

★★★★★ DAT305 | Moving a million rows without a window
Type: Chalk Talk
Level: 300
Topics: Databases
- Write to both, read from the old, compare, then turn it round
- The comparison found three bugs that were older than the migration
Worth the queue. No recording, so ask me.
Q: What happens to foreign keys?
A: They go last, table by table.

★★★ WRK220 | Build a queue in an afternoon
Type: Workshop
Level: 200
Topics: Messaging
Fun, and the laptops were slow.
"""

BEN = """
★★★★ KEY101 | The quiet on-call rota
- Deleting alerts is a habit, not a project
We could do the alert review on Mondays.

★★★★★ OBS204 | Traces without tears (recommended)
- Head sampling loses what you look for
Exactly our problem with checkout.

★★★ AIM201 | Assistants that say "I do not know"
Type: Breakout Session
Level: 200
Topics: Machine Learning
- An answer without a source is not shown
Q: Does it hold in other languages?
A: English and German so far.
"""

# No stars yet, so a text of its own: a code alone opens no further entry.
BEN_LATER = """
NET402 | Surviving overloads
Type: Breakout Session
Level: 400
Topics: Networking
Attended: overflow (partial)
- Shed load before the queue grows
"""

HARU = """
★★★★★ KEY101 | The quiet on-call rota (オススメ)
• 3回目に無視されたアラートは削除する
• 当番の呼び出しは週40件から6件に減った
運用チーム全員に見てほしい。録画は12分から。

★★★★ NET402 | Surviving overloads
• キューが伸びる前に負荷を捨てる
• 再試行には必ず上限と揺らぎを入れる
レベル400らしい内容。図が分かりやすい。
Q: 優先度はどう決めるのか?
A: 画面を見ている人の要求が先。

★★★★★ DAT305 | Moving a million rows without a window
視聴方法: 現地
• 両方に書き、古い方を読み、比べてから切り替える
比較の仕組みだけでも真似したい。

★★★ CHK115 | 小さなチームの障害対応
Type: Chalk Talk
Level: 100
Topics: Operations
• 振り返りは30分、翌日までに
人数が少ないほど手順書が効く。
"""

TEXTS: Mapping[str, tuple[str, ...]] = {
    "U0LOCAL": (ANN,),
    "U0COLLEAGUE": (BEN, BEN_LATER),
    "U0JAPAN": (HARU,),
}

PROFILES: Mapping[str, Profile] = {
    "U0LOCAL": Profile("U0LOCAL", role="SRE", company="Lantern", interests="on-call that sleeps"),
    "U0COLLEAGUE": Profile("U0COLLEAGUE", role="Backend developer", company="Lantern"),
    "U0JAPAN": Profile("U0JAPAN", about="・小さな運用チームのエンジニア\n・夜は寝たい"),
}
