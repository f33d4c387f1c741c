"""What the tests of protection in the composer share: the engine's side of it."""

from collections.abc import Mapping

from mailclient.bridge import commands, events
from mailclient.gui.composer.pane import ComposerPane
from mailclient.mail.key import ProtectionPlan, Readiness, RecipientReadiness
from mailclient.mail.protection import System
from tests.gui.scripted_link import ScriptedLink

Known = Mapping[str, Readiness | tuple[Readiness, Readiness]]
"""By address: by OpenPGP, or by both."""
READY, MISSING, UNDECIDED = Readiness.READY, Readiness.MISSING, Readiness.UNDECIDED


def plan_for(
    asked: commands.AskReadiness,
    known: Known,
    *,
    own: tuple[System, ...] = (System.OPENPGP,),
    by_default: bool = False,
) -> ProtectionPlan:
    """What the engine would answer: who is not ``known`` (OpenPGP, or both) has no key."""
    each = []
    for address in asked.recipients:
        found = known.get(address, MISSING)
        openpgp, smime = found if isinstance(found, tuple) else (found, MISSING)
        key, certificate = (
            f"{mark}{address}" * (how is not MISSING) for mark, how in zip("AB", (openpgp, smime), strict=True)
        )
        each.append(RecipientReadiness(address, openpgp, smime, openpgp_key=key, smime_certificate=certificate))
    good = (Readiness.READY, Readiness.EXPIRES_SOON)
    by_pgp, by_smime = (all(getattr(one, name) in good for one in each) for name in ("openpgp", "smime"))
    systems = tuple(kind for kind, all_ in ((System.OPENPGP, by_pgp), (System.SMIME, by_smime)) if all_ and each)
    missing = tuple(one.address for one in each if one.openpgp not in good and one.smime not in good)
    split = bool(each) and not systems and not missing
    return ProtectionPlan(tuple(each), systems, split, missing, own, by_default and bool(systems))


def tell_plan(  # type: ignore[no-untyped-def]
    composer: ComposerPane,
    link: ScriptedLink,
    known: Known | None = None,
    **more,
) -> None:
    """Let it ask, and answer."""
    composer.protecting.watch.ask_now()
    asked = [command for command in link.sent if isinstance(command, commands.AskReadiness)][-1]
    link.deliver(events.Finished(asked.request_id, plan=plan_for(asked, known or {}, **more)))
