"""Words that every form of the cover sheet shares: its headings, its columns, and what stands where nothing does."""

from __future__ import annotations

RECOMMENDATIONS = "Recommendations"
SUMMARY = "Executive summary"
COSTS = "Costs"
SUMS = "The sums"
FAULTS = "What does not add up, or is open"
BELOW = "Questions and issues raised by the boards below"
SIGN_OFF = "Sign-off"
PAPERS = "Papers that go with it"

NO_RECOMMENDATIONS = "No recommendation is written yet."
NO_SUMMARY = "No summary is written yet."
NO_COSTS = "It has no line of costs."
NO_FAULTS = "Every total agrees with its lines."
NO_BELOW = "None is recorded."
NO_SIGN_OFF = "No officer is named for it in the settings."
NO_ANSWER = "Not answered"

COST_COLUMNS = ("No.", "Line", "Comes to")
SIGN_COLUMNS = ("Officer", "Name", "Signed off")
