"""The third gate: a service that acts for somebody asks policy.py, or stands here with the reason."""

import ast

from tests.conventions.source import Function, Module, called_names, functions_of, list_modules

ACTORS = {"actor", "viewer"}
GATES = {"require", "allows"}
OWN_ACCOUNT = "acts on nothing but the person's own sign-in or account"
UNGUARDED = {
    "portal.services.accounts.sign_out": OWN_ACCOUNT,
    "portal.services.accounts.mark_seen": OWN_ACCOUNT,
    "portal.services.accounts.choose_locale": OWN_ACCOUNT,
    "portal.services.accounts.change_password": OWN_ACCOUNT,
    "portal.services.audit.deed": "describes what a guarded service did, for record_all",
    "portal.services.audit.record": "writes down what a guarded service did, in that service's unit of work",
    "portal.services.team_changes.record_change": "writes down what a guarded service did, like record",
    "portal.services.campaigns.create_campaign": "makes it for plan_campaign, which has asked, and commands",
    "portal.services.training_plans.note_act": "writes down what a guarded service did, like record",
    "portal.services.team_changes.new_status_change": "makes the row for services that have asked",
    "portal.services.team_statuses.put_status": "stores the row for services that have asked",
    "portal.services.team_flags.flag_team": "flags a team for services that have asked; offered to no view",
    "portal.services.imports.record_import": "writes down what a guarded service did, like record",
    "portal.services.community_sessions.move_sessions": "moves what a merger that has asked hands over",
    "portal.services.acts.recorded": "remembers what services that have asked write",
    "portal.services.acts.take_back": "takes back for services that have asked; offered to no view",
    "portal.services.queues.report_queue": "acts on nothing but the person's own queue",
    "portal.services.pdf_files.store_pdf": "stores the file for services that have asked; offered to no view",
    "portal.services.activations.new_link": "makes the link for services that have asked; offered to no view",
    "portal.services.activations.new_links": "makes the links for services that have asked, like new_link",
    "portal.services.activations.require_account_within": "is itself a gate: it refuses, and changes nothing",
}


def test_every_service_that_acts_for_somebody_asks_the_policy():
    functions = {f"{module.name}.{node.name}": (module, node) for module, node in list_functions()}

    unguarded = {
        name
        for name, (_, node) in functions.items()
        if takes_actor(node) and not asks(name, functions, set())
    }

    assert unguarded == set(UNGUARDED), "Let it call policy.require, or name it above with the reason."


def test_a_service_that_only_other_services_may_call_is_called_by_no_view():
    making = {"deed", "new_status_change", "new_link", "new_links", "flag_team", "put_status", "note_act"}
    internal = {"record", "record_all", "record_change", "recorded", "take_back", *making}
    internal |= {"store_all", "prepare_entry", "record_import", "write_plan", "shorten_keeping"}
    internal |= {"bring_photos", "store_pdf", "drop_pdf"}

    calling = {
        f"{module.name}: {name}"
        for module in list_modules("portal/views")
        for name in called_names(module.tree)
        if name.rpartition(".")[2] in internal and not name.startswith("blueprint.")
    }

    assert calling == set()


def list_functions() -> list[tuple[Module, Function]]:
    """Return the functions of all services."""
    return [(module, node) for module in list_modules("portal/services") for node in functions_of(module)]


def takes_actor(node: Function) -> bool:
    """Tell whether others call this function with the person who acts."""
    names = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
    return not node.name.startswith("_") and bool(names & ACTORS)


def asks(name: str, functions: dict, seen: set[str]) -> bool:
    """Tell whether a function asks the policy, itself or through what it calls in the services."""
    if name in seen or name not in functions:
        return False
    seen.add(name)
    module, node = functions[name]
    called = called_names(node)
    if called & GATES:
        return True
    known = imported_names(module)
    return any(asks(known.get(one, f"{module.name}.{one}"), functions, seen) for one in called)


def imported_names(module: Module) -> dict[str, str]:
    """Return short name -> full name of what a module takes from other modules."""
    names = {}
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names
