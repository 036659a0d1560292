"""Letters as their readers get them: text and HTML say the same, and what people wrote stays words."""

from html import unescape

from bot.views.mails import MailFrame, MailLine, nudge_mail

FRAME = MailFrame(
    "Hackney and City Partnership",
    "Governance manager",
    "Immunisation lead",
    "office@x.example",
    35,
    ("the SRO is told once",),
)
LINK = "http://127.0.0.1:8766/reply/v1.a.b"
NASTY = 'CY8: <script>alert(1)</script> & "more"'

WHOLE = f"""To: Immunisation lead

Two things need you.

Children

1. {NASTY}
   Answer here, without signing in:
   {LINK}

Unplanned Care

2. UC9 monthly update (not public)

After the last reminder, the SRO is told once.

The link is for you alone: whoever has one can answer in your name, so don't pass this letter on.
It opens for 35 days at most, and until the month's round is closed.

Or answer this letter: it reaches the governance office (Governance manager), who can record it for you.

--\x20
Convenor, for Hackney and City Partnership
"""


def lines(link=LINK):
    return [
        MailLine(NASTY, "Children", link, in_round=True),
        MailLine("UC9 monthly update (not public)", "Unplanned Care"),
    ]


def test_the_text_is_whole():
    mail = nudge_mail(FRAME, lines())
    assert mail["subject"] == "Hackney and City Partnership: CY8 and UC9 need you"
    assert mail["text"] == WHOLE


def test_the_html_says_the_same_and_fetches_nothing():
    html = nudge_mail(FRAME, lines())["html"]
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("http") == html.count(LINK) == 1
    for words in (
        NASTY,
        "After the last reminder, the SRO is told once.",
        "The link is for you alone",
        "It opens for 35 days",
    ):
        assert words in unescape(html)


def test_without_links_nothing_is_said_of_them():
    mail = nudge_mail(MailFrame("Us", ""), lines(None)[:1])
    assert mail["subject"] == "Us: CY8 needs you"
    for said in (mail["text"], unescape(mail["html"])):
        assert "link" not in said.partition("<main")[2] or "<main" not in said
        assert "Or tell the governance office, who can record it for you." in said
    assert "link" not in mail["text"]


def test_the_subject_names_a_few_records_and_counts_many():
    actions = [MailLine(f"ICBOct18-{number} Circulate the papers, due Fri 16 Nov") for number in (4, 16)]
    assert nudge_mail(MailFrame("Us", ""), actions)["subject"] == "Us: ICBOct18-4 and ICBOct18-16 need you"
    update = [MailLine(f"UC{number} monthly update") for number in range(1, 5)]
    assert nudge_mail(MailFrame("Us", ""), update[:3])["subject"] == "Us: UC1, UC2 and UC3 need you"
    assert nudge_mail(MailFrame("Us", ""), update)["subject"] == "Us: four things need you"
    assert (
        nudge_mail(MailFrame("Us", ""), [*update[:1], MailLine("Something else")])["subject"]
        == "Us: two things need you"
    )
