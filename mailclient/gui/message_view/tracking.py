"""Query parameters of web addresses that only tell who clicked where; a page opens the same without them."""

from urllib.parse import unquote

_TOLD = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh li_fat_id epik s_cid
    mc_cid mc_eid mkt_tok _hsenc _hsmi __hssc __hstc hsctatracking vero_id vero_conv oly_enc_id oly_anon_id
    wickedid rb_clickid _openstat ml_subscriber ml_subscriber_hash bsft_clkid bsft_uid trk_contact trk_msg
    trk_module trk_sid ck_subscriber_id sc_src sc_lid sc_uid sc_llid mindbox-message-key elqtrackid elqtrack
    cmpid ns_mchannel ns_campaign ns_source nclid n_media n_query n_rank n_ad_group n_ad n_keyword_id
    ncl_source dicbo obclid irclickid irgwc ref_src spm scm
"""
_NAMES = frozenset(_TOLD.split())
_STARTS = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "at_custom")


def without_tracking(url: str) -> str:
    """The address without such parameters; all else stays byte for byte."""
    head, mark, query = url.partition("?")
    if not mark:
        return url
    query, hash_mark, fragment = query.partition("#")
    kept = [one for one in query.split("&") if not _is_tracking(one)]
    tail = hash_mark + fragment
    return head + ("?" + "&".join(kept) if any(kept) else "") + tail


def _is_tracking(parameter: str) -> bool:
    name = unquote(parameter.partition("=")[0]).lower()
    return name in _NAMES or name.startswith(_STARTS)
