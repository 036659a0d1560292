"""The fields of each register and the headings under which offices keep them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.imports.drafts import RegisterKind

MEASURES = ("inherent", "residual", "target", "previous_residual")
PARTS = ("likelihood", "severity", "score")
SCORE_FIELDS = tuple(f"{measure}_{part}" for measure in MEASURES for part in PARTS)

# Every field is also found under its own name; synonyms are in plain lower-case words.
_RISKS = {
    "ref": "ref|reference|risk ref|risk reference|risk id|id|risk no|risk number|no|number|unique id|ref no|ref number",
    "workstream": "workstream|work stream|programme area|directorate|service area|area|risk area",
    "project": "project|sub project|scheme|programme|initiative|project name",
    "summary": "summary|risk|risk description|description|description of risk|risk title|title|risk summary"
    "|risk name|risk details|details of risk|what is the risk|risk cause event effect",
    "cause": "cause|risk cause|causes|cause of risk|source|there is a risk because|because of",
    "event": "event|risk event|there is a risk that",
    "effect": "effect|effects|risk effect|potential effect|which would lead to|resulting in|impact description"
    "|consequence description|potential impact",
    "category": "category|risk category|risk type|type|theme|type of risk",
    "response": "response|risk response|treatment|risk treatment|strategy|risk strategy|partnership response"
    "|the partnerships response|treat tolerate transfer terminate",
    "organisation": "organisation|organization|organisation presenting|presenting organisation"
    "|organisation presenting risk|which organisation presents the risk|organisation presenting the risk|partner",
    "sits_with": "sits with|risk sits with|where the risk should sit|where should the risk sit"
    "|where risk should sit|risk held by|where it should sit",
    "visibility": "visibility|public or non public|public non public|public|publication|public private"
    "|confidentiality|confidential|non public|private|restricted|sensitive|exempt",
    "status": "status|risk status|open closed|open or closed|state",
    "leads": "lead|leads|lead officer|lead officers|owner|owners|risk owner|risk owners|risk lead"
    "|responsible officer|responsible|senior responsible owner|senior responsible officer|sro|lead director"
    "|accountable officer|lead roles|lead role|lead officer s|officer|risk manager|responsible person",
    "reported_direction": "direction|direction of travel|reported direction|trend|movement|change|dot"
    "|change in score|change since last month|change since last report|score movement|risk movement|risk trend",
    "mitigation": "mitigation|mitigations|mitigating action|mitigating actions|mitigation plan|mitigation actions"
    "|controls|existing controls|key controls|controls and mitigation|controls and mitigations|actions to mitigate"
    "|action plan|mitigating actions and controls|planned actions|further actions|further action"
    "|further actions required|actions required|what are we doing|what we are doing|what is being done"
    "|what are we doing about it|what we are doing about it|what we do about it|what is being done about it"
    "|controls in place|current controls|controls we rely upon|key mitigations|current mitigation|mitigating controls"
    "|how is it mitigated|how we are mitigating it|actions in place|actions",
    "update": "update|updates|action taken|actions taken|progress|progress this month|this months update|this month"
    "|what has been done|what we have done|progress since last month"
    "|progress since last report|monthly update|latest update|comment|comments"
    "|progress update|update on actions|latest position|commentary|action taken this month|actions taken to date"
    "|notes",
    "raised_on": "raised on|date raised|raised|date identified|identified on|date added|date opened|opened"
    "|date logged|created|date created|date risk raised|date risk identified",
    "updated_on": "updated on|last updated|date updated|last reviewed|date of last review|date last reviewed"
    "|updated|last review|date of last update|date of update|update date|last update|reviewed on",
}
_ACTIONS = {
    "ref": "ref|reference|action ref|action reference|action no|action number|no|number|id|action id|minute ref"
    "|ref no|ref number",
    "action": "action|actions|action description|description|task|action required|agreed action|action agreed"
    "|summary|what",
    "owners": "owner|owners|assigned to|lead|leads|responsible|who|by whom|action owner|action owners|action by"
    "|owner roles|lead officer|responsible officer|allocated to|assignee|owner s",
    "board": "board|assigned from|from|committee|forum|source|group|meeting|set by|assigned by|originating board",
    "assigned_on": "assigned on|assigned|assigned date|date assigned|date|date raised|raised|meeting date"
    "|date of meeting|raised on|date set|agreed on|date agreed",
    "due_on": "due on|due|due date|deadline|by when|when|target date|completion date|date due"
    "|target completion date|due by|timescale|completion due|complete by",
    "revised_due_on": "revised due on|revised due date|revised due|revised date|revised deadline|new due date"
    "|extended due date|revised target date",
    "original_due_on": "original due on|original due date|original due|original date|original deadline|first due date",
    "status": "status|action status|open closed|open or closed|state|rag status",
    "update": "update|updates|progress|progress update|comment|comments|notes|outcome|response|latest update"
    "|action taken|status update|progress comments|update notes",
}
_PLAN = {
    "plan": "plan|plan name|programme|programme plan|action plan",
    "number": "number|no|ref|reference|task no|task number|task ref|id|action no|item|wbs|task id",
    "phase": "phase|stage|section|project phase",
    "task": "task|tasks|action|actions|activity|task name|task description|description|project|action description|what",
    "project": "project name|sub project|scheme|initiative",
    "milestones": "milestone|milestones|key milestone|key milestones|deliverable|deliverables|milestone description"
    "|outcome milestone",
    "status": "status|task status|rag status|state|progress status",
    "update": "update|updates|status update|progress|progress update|comment|comments|commentary|notes|latest update",
    "workstream": "workstream|work stream|area|programme area",
    "owners": "owner|owners|lead|leads|responsible|lead organisation|owner s|action owner|assigned to|who"
    "|task owner|owning organisation|organisation|lead officer|responsible organisation",
    "agreed_on": "agreed on|agreed|date agreed|agreed date|start|start date|date started|started|date raised|begins",
    "due_on": "due on|due|due date|completion due|completion due date|deadline|by when|end date|finish|finish date"
    "|end|target date|completion date|date due|completion|target completion date",
    "stated_days": "stated days|days between|days|duration|number of days|days between dates|duration days|no of days",
    "revised_due_on": "revised due on|revised due date|revised due|revised date|revised deadline|new due date"
    "|revised completion date|revised target date|forecast date|forecast",
    "original_due_on": "original due on|original due date|original due|original date|baseline|baseline date"
    "|first due date|original completion date",
    "closed_on": "closed on|date closed|date completed|completed on|actual completion date|actual finish|closed date",
    "milestone_due_on": "milestone due on|milestone date|milestone dates|milestone due|milestone due date|milestone by",
    "milestone_done_on": "milestone done on|milestone done|milestone completed|milestone met|date milestone met",
    "phase_from_on": "phase from on|phase start|phase starts|phase start date|phase from|phase begins",
    "phase_until_on": "phase until on|phase end|phase ends|phase end date|phase until|phase to",
    "phase_lead": "phase lead|phase owner|lead of phase|stage lead",
    "reporting_month": "reporting month|month|report month|month of report|reporting period|month reported",
}
_COSTS = {
    "fund": "fund|fund name|funding source|budget|envelope",
    "section": "section|initiative|scheme|project|category|group|heading|programme",
    "line": "line|item|cost|description|cost line|line item|element|cost description|detail|details|what"
    "|expenditure|cost element|cost item|title|cost type",
    "workstream": "workstream|work stream|area|programme area",
    "recurrence": "recurrence|recurrent|recurring|recurrent or non recurrent|recurrent non recurrent|r nr"
    "|rec non rec|one off or recurrent|recurrent y n|type of funding|recurring or one off",
    "quantity": "quantity|qty|units|number of units|no of units|number|how many|volume",
    "unit": "unit|unit of measure|measure|unit type|units of",
    "periods": "periods|weeks|months|number of weeks|no of weeks|number of months|number of periods",
    "period": "period|per|frequency|period unit",
    "rate": "rate|unit cost|cost per unit|price|unit price|cost per week|weekly cost|cost each|unit rate"
    "|cost per unit per week",
    "basis": "basis|calculation|how calculated|working|workings|basis of cost|assumptions|cost basis",
    "stated_total": "stated total|total|total cost|amount|printed total|grand total|cost total|line total|value"
    "|total amount|total funding|total requested|total ask|cost gbp|ask",
    "note": "note|notes|comment|comments|remarks|rationale",
}
_FINANCE = {
    "section": "section|risk or opportunity|type|risk opportunity|category|r o",
    "number": "number|no|ref|reference|line|id|item|risk no|line no|line number",
    "title": "title|risk|description|risk description|opportunity|opportunities|risks|mitigation|mitigations|name"
    "|risk opportunity description|summary|risk title|details|scheme|mitigation opportunity",
    "partner": "partner|organisation|organization|owner organisation|commissioner",
    "full_value": "full value|full risk value|value|gross value|total value|full risk|amount|full|gross"
    "|full opportunity value|full mitigation value|gross risk|full value of risk|maximum value",
    "probability": "probability|likelihood|chance|probability of risk|p|probability of risk being realised|prob",
    "adjusted": "adjusted|adjusted value|risk adjusted value|weighted value|net value|expected value|risk adjusted"
    "|probability adjusted value|potential risk value|proportion of total",
    "adjusted_recurrent": "adjusted recurrent|recurrent|adjusted recurrent value|adjusted value recurrent|rec"
    "|recurrent value|risk adjusted recurrent|recurring",
    "adjusted_non_recurrent": "adjusted non recurrent|non recurrent|adjusted non recurrent value"
    "|adjusted value non recurrent|non rec|nr|nonrecurrent|non recurrent value|risk adjusted non recurrent"
    "|non recurring",
    "narrative": "narrative|commentary|comment|comments|notes|explanation|rationale|note",
    "risk_refs": "risk refs|linked risk|linked risks|register risk|risk register ref|risk register reference",
}
_INTERESTS = {
    "person": "person|name|member|board member|name of person|member name|full name|surname and forename"
    "|forename and surname|first name and surname|declared by",
    "declared_on": "declared on|date|date declared|declared|date of declaration|declaration date"
    "|date of interest declared|date reported|date updated",
    "position": "position|role|position role|position or role|job title|title|current position|position held"
    "|role on board|position roles|current position held",
    "organisation": "organisation|organization|name of organisation|organisation name|business|body"
    "|declared interest organisation|name of the organisation|entity|company",
    "nature": "nature|nature of interest|nature of the interest|interest|interests|details|description"
    "|declared interest|details of interest|description of interest|declaration|nature of business"
    "|declared interests",
    "type": "type|type of interest|interest type|category|kind|category of interest",
    "is_sensitive": "is sensitive|sensitive|withheld|sensitive interest|publish|restricted",
    "until_on": "until on|interest ended|date interest ended|interest held until",
    "type_pecuniary": "pecuniary|financial|financial interest|financial interests|pecuniary interest"
    "|disclosable pecuniary",
    "type_professional": "professional|professional financial|non financial professional"
    "|non financial professional interest|professional interest|non financial professional interests",
    "type_non_pecuniary": "non pecuniary|personal|non financial personal|non financial personal interest"
    "|non pecuniary interest|non financial personal interests|non financial",
    "type_indirect": "indirect|indirect interest|indirect interests",
}

_MINUTES = {
    "board": "board|committee|body|minutes of",
    "held_on": "held on|meeting|meeting date|date of meeting|meeting held on|date",
    "paragraph": "paragraph|para|minute|minute no|minute number|paragraph number|paragraph no|para no|minute paragraph",
    "ref": "ref|reference|action ref|action reference|action no|action number",
    "action": "action|actions|action agreed|agreed action|action minuted|minuted action|what|description",
    "owners": "owner|owners|assigned to|lead|leads|responsible|who|by whom|action owner|action by|allocated to",
    "due_on": "due on|due|due date|deadline|by when|when|target date|completion date|date due|due by",
}
_FORWARD_PLAN = {
    "board": "board|committee|body|forward plan of",
    "held_on": "held on|meeting|meeting date|date of meeting|meeting held on|board meeting|board date|planned meeting",
    "title": "title|item|agenda item|report|paper|subject|topic|agenda title|item title|report title",
    "lead": "lead|reporting lead|report lead|lead officer|presenter|author|owner|reporting officer|responsible",
    "ref": "ref|reference|action ref|action reference|answers action|answers|action|linked action",
}

SYNONYMS: Mapping[RegisterKind, Mapping[str, tuple[str, ...]]] = {
    kind: {field: (field.replace("_", " "), *headings.split("|")) for field, headings in fields.items()}
    for kind, fields in (
        (RegisterKind.RISKS, _RISKS),
        (RegisterKind.ACTIONS, _ACTIONS),
        (RegisterKind.PLAN, _PLAN),
        (RegisterKind.COSTS, _COSTS),
        (RegisterKind.FINANCE, _FINANCE),
        (RegisterKind.INTERESTS, _INTERESTS),
        (RegisterKind.MINUTES, _MINUTES),
        (RegisterKind.FORWARD_PLAN, _FORWARD_PLAN),
    )
}
"""Kind -> field -> headings that mean it, in lower-case words without punctuation."""

ESSENTIAL: Mapping[RegisterKind, tuple[str, ...]] = {
    RegisterKind.RISKS: ("summary|cause|event",),
    RegisterKind.ACTIONS: ("action",),
    RegisterKind.PLAN: ("task|milestones",),
    RegisterKind.COSTS: ("line|section",),
    RegisterKind.FINANCE: ("title", "full_value|adjusted|adjusted_recurrent|adjusted_non_recurrent"),
    RegisterKind.INTERESTS: ("person", "nature|organisation"),
    RegisterKind.MINUTES: ("action", "paragraph"),
    RegisterKind.FORWARD_PLAN: ("title",),
}
"""Kind -> fields without which a sheet is not that register; one of each group parted by bars is enough."""

TELLTALE: Mapping[RegisterKind, frozenset[str]] = {
    RegisterKind.RISKS: frozenset(SCORE_FIELDS) | {"mitigation", "ref", "leads", "reported_direction"},
    RegisterKind.ACTIONS: frozenset({"due_on", "owners", "status", "assigned_on", "ref"}),
    RegisterKind.PLAN: frozenset({"due_on", "owners", "status", "milestones", "number"}),
    RegisterKind.COSTS: frozenset({"stated_total", "rate", "years"}),
    RegisterKind.FINANCE: frozenset({"probability", "adjusted", "adjusted_recurrent", "adjusted_non_recurrent"}),
    RegisterKind.INTERESTS: frozenset({"declared_on", "position", "type", "nature"}),
    RegisterKind.MINUTES: frozenset({"held_on", "owners", "due_on", "ref"}),
    RegisterKind.FORWARD_PLAN: frozenset({"held_on", "lead"}),
}
"""Kind -> fields of which a sheet must have at least one besides the essential ones; `years` stands for any year."""


def fields_of(kind: RegisterKind) -> tuple[str, ...]:
    """Return the names of a kind's fields, without those of a year's money (`year_2018`, `year_2018_recurrent`)."""
    return (*SYNONYMS[kind], *(SCORE_FIELDS if kind is RegisterKind.RISKS else ()))
