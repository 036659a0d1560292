"""Who hears of a risk: reports of boards, alerts, and what boards decide."""
