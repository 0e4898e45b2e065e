"""Who may ask what: every route of the service with the least role it needs, and what asking an
unsafe one does, in words for the list of who did what.

A viewer reads and votes; an editor also starts, edits and approves; an owner also manages people,
the tokens of others and erasure, and sees who did what. OPEN: nobody in particular, because the
route checks by itself (a signed link, a signed body, a token in the address) or tells nothing.

A route without a line here is the owner's alone, and a test fails until it has one.
"""

from app.parts.http.route_table import OPEN, RouteRole
from app.parts.people.tables import UserRole

VIEWER, EDITOR, OWNER = UserRole.VIEWER, UserRole.EDITOR, UserRole.OWNER

ROUTES = (
    # What everybody may see
    RouteRole("GET", "/health", OPEN),
    RouteRole("GET", "/ready", OPEN),
    RouteRole("GET", "/feedback/{token}/{answer}", OPEN),
    RouteRole("POST", "/feedback/{token}/{answer}", OPEN),
    RouteRole("GET", "/feedback/{token}/story/{label}", OPEN),
    RouteRole("POST", "/feedback/{token}/story/{label}", OPEN),
    RouteRole("GET", "/pause/{token}", OPEN),
    RouteRole("POST", "/pause/{token}", OPEN),
    RouteRole("GET", "/unsubscribe/{token}", OPEN),
    RouteRole("POST", "/unsubscribe/{token}", OPEN),
    RouteRole("GET", "/opened/{token}", OPEN),
    RouteRole("GET", "/follow/{token}", OPEN),
    # The service
    RouteRole("GET", "/metrics", VIEWER),
    RouteRole("GET", "/docs", VIEWER),
    RouteRole("GET", "/openapi.json", VIEWER),
    # The scout
    RouteRole("GET", "/", VIEWER),
    RouteRole("GET", "/runs", VIEWER),
    RouteRole("GET", "/runs/{run_id}", VIEWER),
    RouteRole("GET", "/runs/{run_id}/live", VIEWER),
    RouteRole("GET", "/runs/{run_id}/mails/{mail_id}", VIEWER),
    RouteRole("GET", "/runs/{run_id}/mails/{mail_id}/html", VIEWER),
    RouteRole("GET", "/picks", VIEWER),
    RouteRole("GET", "/sites", VIEWER),
    RouteRole("GET", "/costs", VIEWER),
    RouteRole("GET", "/brand", VIEWER),
    RouteRole("GET", "/agent-runs", VIEWER),
    RouteRole("GET", "/agent-runs/{run_id}", VIEWER),
    RouteRole("POST", "/run-agent", EDITOR, "start a run"),
    RouteRole("POST", "/run-now", EDITOR, "start a run"),
    # Leads
    RouteRole("GET", "/api/leads", VIEWER),
    RouteRole("POST", "/api/leads", EDITOR, "add leads"),
    RouteRole("GET", "/api/leads/analytics", VIEWER),
    RouteRole("GET", "/api/leads/{lead_id}", VIEWER),
    RouteRole("PATCH", "/api/leads/{lead_id}", EDITOR, "change a lead"),
    RouteRole("DELETE", "/api/leads/{lead_id}", OWNER, "erase a lead"),
    RouteRole("POST", "/api/leads/{lead_id}/research", EDITOR, "research a lead"),
    RouteRole("GET", "/leads", VIEWER),
    RouteRole("GET", "/leads/figures", VIEWER),
    RouteRole("GET", "/leads/settings", VIEWER),
    RouteRole("GET", "/leads/{lead_id}", VIEWER),
    RouteRole("GET", "/leads/new", EDITOR),
    RouteRole("POST", "/leads/new", EDITOR, "add a lead"),
    RouteRole("POST", "/leads/import", EDITOR, "bring a file of leads"),
    RouteRole("GET", "/leads/{lead_id}/edit", EDITOR),
    RouteRole("POST", "/leads/{lead_id}/edit", EDITOR, "change a lead"),
    RouteRole("POST", "/leads/{lead_id}/campaign", EDITOR, "add a lead to a campaign"),
    RouteRole("POST", "/leads/{lead_id}/research", EDITOR, "research a lead"),
    RouteRole("POST", "/leads/{lead_id}/consents", EDITOR, "record a consent"),
    RouteRole("GET", "/leads/{lead_id}/erase", OWNER),
    RouteRole("POST", "/leads/{lead_id}/erase", OWNER, "erase a lead"),
    # What may go to them
    RouteRole("GET", "/api/consents", VIEWER),
    RouteRole("GET", "/api/consents/chain", VIEWER),
    RouteRole("POST", "/api/consents", EDITOR, "record a consent"),
    RouteRole("GET", "/consents", VIEWER),
    RouteRole("GET", "/api/suppressions", VIEWER),
    RouteRole("POST", "/api/suppressions", EDITOR, "suppress an address"),
    RouteRole("GET", "/suppressions", VIEWER),
    RouteRole("POST", "/suppressions", EDITOR, "suppress an address"),
    # Campaigns
    RouteRole("GET", "/api/campaigns", VIEWER),
    RouteRole("POST", "/api/campaigns", EDITOR, "make a campaign"),
    RouteRole("GET", "/api/campaigns/{campaign_id}", VIEWER),
    RouteRole("POST", "/api/campaigns/{campaign_id}/leads", EDITOR, "add leads to a campaign"),
    RouteRole("POST", "/api/campaigns/{campaign_id}/start", EDITOR, "start a campaign"),
    RouteRole("POST", "/api/campaigns/{campaign_id}/pause", EDITOR, "pause a campaign"),
    RouteRole("POST", "/api/campaigns/{campaign_id}/stop", EDITOR, "stop a campaign"),
    RouteRole("GET", "/api/campaigns/{campaign_id}/drafts", VIEWER),
    RouteRole("GET", "/campaigns", VIEWER),
    RouteRole("GET", "/campaigns/{campaign_id}", VIEWER),
    RouteRole("GET", "/campaigns/new", EDITOR),
    RouteRole("POST", "/campaigns/new", EDITOR, "make a campaign"),
    RouteRole("GET", "/campaigns/{campaign_id}/edit", EDITOR),
    RouteRole("POST", "/campaigns/{campaign_id}/edit", EDITOR, "change a campaign"),
    RouteRole("GET", "/campaigns/{campaign_id}/leads", EDITOR),
    RouteRole("POST", "/campaigns/{campaign_id}/leads", EDITOR, "add leads to a campaign"),
    RouteRole("POST", "/campaigns/{campaign_id}/start", EDITOR, "start a campaign"),
    RouteRole("POST", "/campaigns/{campaign_id}/pause", EDITOR, "pause a campaign"),
    RouteRole("GET", "/campaigns/{campaign_id}/stop", EDITOR),
    RouteRole("POST", "/campaigns/{campaign_id}/stop", EDITOR, "stop a campaign"),
    # Drafts
    RouteRole("PATCH", "/api/drafts/{draft_id}", EDITOR, "change a draft"),
    RouteRole("POST", "/api/drafts/{draft_id}/approve", EDITOR, "approve a draft"),
    RouteRole("POST", "/api/drafts/{draft_id}/reject", EDITOR, "reject a draft"),
    RouteRole("GET", "/drafts", VIEWER),
    RouteRole("GET", "/drafts/{draft_id}", VIEWER),
    RouteRole("POST", "/drafts/{draft_id}", EDITOR, "change a draft"),
    RouteRole("POST", "/drafts/{draft_id}/approve", EDITOR, "approve a draft"),
    RouteRole("POST", "/drafts/{draft_id}/reject", EDITOR, "reject a draft"),
    RouteRole("POST", "/campaigns/{campaign_id}/approve", EDITOR, "approve drafts of a campaign"),
    # The team
    RouteRole("POST", "/api/agents/product-manager", EDITOR, "ask the product manager"),
    RouteRole("POST", "/api/agents/booking-callprep", EDITOR, "ask for a call to be booked"),
    RouteRole("POST", "/api/agents/engineer", EDITOR, "ask the engineer"),
    RouteRole("GET", "/api/tasks/{task_id}", VIEWER),
    RouteRole("GET", "/api/users/{user_id}/tasks", VIEWER),
    RouteRole("GET", "/api/users/{user_id}/leads", VIEWER),
    RouteRole("GET", "/api/users/{user_id}/insights", VIEWER),
    RouteRole("GET", "/api/users/{user_id}/campaigns", VIEWER),
    RouteRole("GET", "/api/users/{user_id}/alerts", VIEWER),
)
