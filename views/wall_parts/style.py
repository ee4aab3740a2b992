"""The wall in units of the height, so that 32:9 keeps its size and gains room.

``u`` is a fortieth of the height: no text is smaller.
"""

from __future__ import annotations

from collections.abc import Mapping

from layers.theme import INKS, Ground
from views.wall_parts.layout import Box
from views.wall_parts.stage import FADE_MS

INK = INKS[Ground.DARK]

_FRAME = f"""
:root{{--u:2.5vh}}
html,body{{zoom:1!important;overflow:hidden;background:{INK.ground}}}
.stApp{{background:{INK.ground}!important}}
[data-testid="stHeader"],[data-testid="stToolbar"],.st-key-title,.st-key-keys,
[data-testid="stStatusWidget"],[data-testid="stConnectionStatus"],[data-testid="stSidebar"]{{
opacity:0;pointer-events:none;height:0!important;min-height:0!important;overflow:hidden}}
/* The connection is watched by the wall itself, in its own words. */
body:has(.ws-wall) [data-testid="stDialog"],body:has(.ws-wall) [data-testid="stToastContainer"]{{
display:none!important}}
[data-testid="stMainBlockContainer"]{{padding:0!important}}
.stApp [data-stale="true"]{{opacity:1!important;transition:none!important}}
[class*="st-key-wall_map_"]{{position:fixed;z-index:1;opacity:0;visibility:hidden;
transition:opacity {FADE_MS}ms linear,visibility {FADE_MS}ms}}
[class*="st-key-wall_map_"] [data-testid="stDeckGlJsonChart"]{{background:transparent!important}}
html[data-wall="a"] .st-key-wall_map_a,html[data-wall="b"] .st-key-wall_map_b{{opacity:1;
visibility:visible}}
.ws-wall{{color:{INK.t1};font-size:var(--u);line-height:1.45}}
.ws-wall header,.ws-wall footer,.ws-wall section,.ws-wall aside>*{{position:fixed;z-index:2}}
.ws-wall header>*,.ws-wall nav>span,.ws-wall footer em{{position:absolute;white-space:nowrap}}
@keyframes ws-come{{from{{opacity:0}}}}
@keyframes ws-go{{to{{opacity:0}}}}
@keyframes ws-fill{{from{{transform:scaleX(0)}}}}
.ws-coming section{{animation:ws-come {FADE_MS}ms linear}}
.ws-leaving section{{animation:ws-go {FADE_MS}ms linear forwards}}
.ws-wall-head{{inset:0 0 auto;height:8.5vh}}
.ws-wall-head>div{{bottom:1.6vh;display:flex;align-items:center;gap:1.5vh;line-height:1}}
.ws-wall-head .ws-svg{{width:4.2vh;height:4.2vh}}
.ws-wall-head b{{font-size:calc(1.55*var(--u));font-weight:700}}
.ws-wall-head i{{width:2px;height:calc(1.4*var(--u));background:{INK.line}}}
.ws-wall-head>div span{{color:{INK.t2};font-size:calc(1.1*var(--u))}}
.ws-wall-head em{{font-style:normal;color:{INK.t2};bottom:1.4vh;line-height:1.3;
font-size:calc(1.05*var(--u))}}
.ws-wall-head em b{{font-size:calc(1.1*var(--u));color:{INK.t1};font-weight:600}}
.ws-wall-late{{background:{INK.t1};color:{INK.ground};padding:.6vh 1.4vh;border-radius:3px;
font-weight:600}}
.ws-wall-late b{{color:{INK.ground}!important}}
.ws-wall-foot{{inset:auto 0 0;height:6.4vh;line-height:6.4vh}}
.ws-wall-foot::before{{content:"";position:absolute;top:0;left:4.4vh;right:4.4vh;height:2px;
background:{INK.line}}}
.ws-wall-foot nav span{{color:{INK.t3};height:100%}}
.ws-wall-foot nav .ws-now{{color:{INK.t1};font-weight:600}}
.ws-wall-foot nav i{{position:absolute;top:-1px;left:0;width:100%;height:4px;background:{INK.t1};
transform-origin:0;animation:ws-fill linear both}}
.ws-wall-foot nav i.ws-still{{animation:none;transform:scaleX(var(--gone))}}
.ws-wall-foot em{{font-style:normal;color:{INK.t2}}}
.ws-wall-foot .ws-framed{{top:1.1vh;height:4.2vh;line-height:3.9vh;text-align:center}}
.ws-framed{{border:2px solid {INK.t1};border-radius:3px;color:{INK.t1}!important;font-weight:600;
padding:0 .4em;box-sizing:border-box;display:inline-block}}
.ws-wall h1{{font-size:calc(1.9*var(--u))!important;font-weight:700;margin:0 0 .6vh;padding:0;
color:{INK.t1};line-height:1.2}}
.ws-wall h2{{font-size:calc(1.25*var(--u))!important;font-weight:600;margin:0 0 .8vh;padding:0;
color:{INK.t1};line-height:1.3}}
.ws-wall h3{{font-size:calc(1.05*var(--u))!important;font-weight:400;margin:0;padding:0;
color:{INK.t2};line-height:1.35}}
.ws-wall h4{{font-size:calc(1.05*var(--u))!important;font-weight:400;margin:0 0 .8vh;padding:0;
color:{INK.t2};line-height:1.35}}
.ws-wall p{{margin:0 0 1.2vh;font-size:var(--u)}}
.ws-wall .stHtml ul,.ws-wall ul{{list-style:none;margin:0;padding:0}}
.ws-wall li{{margin:0;font-size:var(--u)}}
.ws-wall .ws-svg:not([data-swatch]){{overflow:visible}}
.ws-wall-hero{{display:flex;align-items:flex-end;gap:1.4vh;margin:0 0 1.4vh!important;
font-size:calc(1.2*var(--u))!important;line-height:1.3}}
.ws-wall-hero b{{font-size:calc(7.2*var(--u));font-weight:600;line-height:.86;
letter-spacing:-.02em}}
.ws-wall-hero span{{white-space:nowrap;padding-bottom:.4vh}}
.ws-wall .ws-chip{{font-size:var(--u);line-height:1.5;min-width:3.4em;justify-content:center}}
.ws-wall .ws-chip-big{{font-size:calc(1.35*var(--u));padding:.3vh 1.6vh}}
"""

_WEEK = f"""
.ws-wall-reds .ws-wall-hero{{display:block;margin:0 0 1.2vh!important}}
.ws-wall-reds .ws-wall-hero b{{display:block;font-size:calc(9.6*var(--u));line-height:.8;
margin:1.6vh 0 2vh -.04em}}
.ws-wall-reds .ws-wall-hero span{{padding:0;font-size:calc(1.35*var(--u));font-weight:600}}
.ws-wall-moved{{font-size:calc(1.25*var(--u))!important;margin:0 0 2vh!important}}
.ws-wall-reds .ws-ladder,.ws-wall-reds .ws-ladder td,.ws-wall-reds .ws-ladder th{{
font-size:calc(1.05*var(--u));color:{INK.t1}!important;background:transparent!important}}
.ws-wall-reds .ws-ladder td,.ws-wall-reds .ws-ladder th{{padding:.6vh 0!important}}
.ws-wall-reds .ws-ladder .ws-n{{font-size:calc(1.15*var(--u));padding-left:0!important}}
.ws-wall-reds .ws-numeral{{width:6.2vh;height:4vh;font-size:var(--u)}}
.ws-wall-reds .ws-ladder svg{{width:6.2vh;height:4vh}}
.ws-wall-reds .ws-ladder td:first-child{{width:8vh}}
.ws-wall-reds .ws-ladder .ws-track{{width:0;padding:0!important}}
.ws-wall-reds .ws-track i{{display:none!important}}
.ws-wall-reds .ws-ladder th{{white-space:nowrap}}
.ws-dim{{filter:grayscale(1) brightness(.72)}}
.ws-wall-one{{margin:0 0 2vh}}
.ws-wall-one p{{margin:0;display:flex;align-items:baseline;gap:.8vh;color:{INK.t2}}}
.ws-wall-one b{{font-size:calc(2.7*var(--u));font-weight:600;line-height:1.12;color:{INK.t1}}}
.ws-wall-one .ws-svg{{width:13vh;height:5.4vh;margin-left:auto;align-self:center}}
.ws-wall-one>span{{color:{INK.t1};display:block;margin-top:.4vh}}
.ws-wall-key{{display:flex;gap:2.2vh;white-space:nowrap;height:5vh;align-items:center;
color:{INK.t2}}}
.ws-wall-key .ws-key{{font-size:var(--u);color:{INK.t2};gap:2.2vh;flex-wrap:nowrap}}
.ws-wall-key span{{display:inline-flex;align-items:center;gap:.8vh}}
.ws-wall-key .ws-icon{{width:2.2vh;height:2.5vh}}
.ws-wall-key .ws-svg{{width:3.4vh;height:2.3vh}}
.ws-wall-scale{{text-align:center;white-space:nowrap;color:{INK.t2};line-height:3.6vh}}
.ws-wall-scale i{{display:block;height:.9vh;border:2px solid {INK.t2};border-top:0}}
.ws-wall-list ul{{margin:0 0 1.6vh}}
.ws-wall-list li{{display:flex;justify-content:space-between;align-items:center;height:4.7vh;
padding:0 1.2vh;margin:0 0 0 -1.2vh;white-space:nowrap}}
.ws-wall-list li>span>i{{font-style:normal;margin:0 .8vh;color:{INK.t3}}}
.ws-wall-list li.ws-now{{background:{INK.t1};color:{INK.ground};border-radius:3px;font-weight:600}}
.ws-wall-list p{{color:{INK.t2}}}
.ws-wall-alarms{{border:2px solid {INK.t1};border-radius:4px;padding:1vh 1.4vh;margin:0 0 2vh}}
.ws-wall-alarms h2,.ws-wall-alarms p{{margin:0}}
.ws-wall-alarms h2 span{{font-size:var(--u);font-weight:400;color:{INK.t2};margin-left:1em}}
.ws-wall-about h1{{font-size:calc(2.2*var(--u))!important}}
.ws-wall-from{{display:flex;align-items:center;gap:1.4vh;margin:1.4vh 0!important}}
.ws-wall-from>i{{font-style:normal;color:{INK.t3};font-size:calc(1.4*var(--u))}}
.ws-wall-about hr{{border:0;border-top:2px solid {INK.line};margin:1.4vh 0 1.6vh}}
.ws-wall-about .ws-svg{{width:100%}}
.ws-wall-parts{{margin:1vh 0 1.6vh!important}}
.ws-wall-parts li{{display:grid;grid-template-columns:4.4em 1fr 2.4em;align-items:center;gap:1vh}}
.ws-wall-parts u{{height:2vh;text-decoration:none}}
.ws-wall-parts i{{display:block;height:2vh;background:{INK.t1};box-sizing:border-box;min-width:3px}}
.ws-wall-parts i.ws-less{{background:transparent;border:2px solid {INK.t2}}}
.ws-wall-parts b{{text-align:right;font-weight:600}}
.ws-wall-row{{position:relative;height:5.5vh;border-bottom:2px solid {INK.line};line-height:5.3vh}}
.ws-wall-row span{{position:absolute;top:0;white-space:nowrap;overflow:hidden;
text-overflow:ellipsis;font-size:calc(1.1*var(--u))}}
.ws-wall-roomy .ws-wall-row{{height:7.4vh;line-height:7.2vh}}
.ws-wall-roomy .ws-wall-row span{{font-size:calc(1.3*var(--u))}}
.ws-wall-heads span{{color:{INK.t2}}}
.ws-wall-row.ws-closed span{{color:{INK.t3}}}
.ws-wall .ws-late{{background:{INK.t1};color:{INK.ground};padding:.5vh 1.2vh;border-radius:3px}}
"""

_AROUND = f"""
.ws-wall-themes{{margin:1.6vh 0 0!important}}
.ws-wall-themes li{{display:flex;align-items:center;gap:1.4vh;height:10.4vh;
border-top:2px solid {INK.line};color:{INK.t2};white-space:nowrap}}
.ws-wall-themes .ws-icon{{width:4.4vh;height:4.4vh;color:{INK.t2}}}
.ws-wall-themes div{{flex:1;line-height:1.35}}
.ws-wall-themes b{{display:block;font-weight:600;font-size:calc(1.15*var(--u));color:{INK.t1}}}
.ws-wall-themes em{{font-style:normal}}
.ws-wall-themes .ws-now em{{color:{INK.t1};font-weight:600}}
.ws-wall-funnel{{margin:1.6vh 0 3vh!important}}
.ws-wall-funnel li{{display:grid;grid-template-columns:1fr auto;align-items:baseline;
margin:0 0 1.4vh}}
.ws-wall-funnel b{{font-size:calc(1.2*var(--u));font-weight:600}}
.ws-wall-funnel u{{grid-column:1/-1;height:2vh;background:{INK.raised};display:block}}
.ws-wall-funnel u.ws-unknown{{background:repeating-linear-gradient(135deg,{INK.raised} 0 6px,
transparent 6px 12px)}}
.ws-wall-funnel i{{display:block;height:2vh;background:{INK.t3}}}
.ws-wall-funnel u.ws-last i{{background:{INK.t1}}}
.ws-wall-said{{font-size:calc(2.2*var(--u))!important;font-weight:600}}
.ws-wall-border .ws-wall-hero{{margin:.8vh 0 2vh!important}}
.ws-wall-border .ws-wall-hero b{{font-size:calc(4.6*var(--u))}}
.ws-wall-sides{{margin:0 0 1vh!important}}
.ws-wall-sides li{{display:grid;grid-template-columns:4.6em 1fr 1fr;gap:1vh;padding:.7vh 0;
border-bottom:2px solid {INK.line};align-items:baseline}}
.ws-wall-sides li>span:first-child{{color:{INK.t2}}}
.ws-wall-sides li>span b{{font-size:calc(1.15*var(--u));font-weight:600;margin-right:.5em}}
.ws-wall-sides li>b{{font-weight:600}}
.ws-wall-sides li>span:not(:first-child){{color:{INK.t2}}}
.ws-wall-sides li>span b{{color:{INK.t1}}}
.ws-wall-border p,.ws-wall-along p{{color:{INK.t2}}}
.ws-wall-ranks{{margin:1vh 0 2.6vh!important}}
.ws-wall-ranks li{{display:grid;grid-template-columns:2em 1fr auto;height:4.4vh;align-items:center}}
.ws-wall-ranks i{{font-style:normal;color:{INK.t2}}}
.ws-wall-ranks b,.ws-wall-facts b{{font-weight:600}}
.ws-wall-facts li{{display:flex;justify-content:space-between;padding:.8vh 0;
border-top:2px solid {INK.line}}}
.ws-wall-facts{{margin:1vh 0 0!important}}
.ws-wall-share b{{font-size:calc(5.4*var(--u))}}
.ws-wall-share span{{font-size:calc(2.4*var(--u));line-height:1}}
.ws-wall-reached p{{color:{INK.t2}}}.ws-wall-reached .ws-wall-hero{{color:{INK.t1}}}
.ws-wall-reached .ws-wall-one{{color:{INK.t2};margin-top:2vh}}
.ws-wall-reached .ws-framed{{margin:0 0 1vh}}
.ws-wall-lacking{{margin:1.4vh 0 1.6vh!important}}
.ws-wall-lacking li{{display:grid;grid-template-columns:1fr auto 5.4em;gap:1.2vh;height:4.9vh;
align-items:center;border-bottom:2px solid {INK.line};white-space:nowrap}}
.ws-wall-lacking li span:nth-child(2){{color:{INK.t2}}}
.ws-wall-lacking b{{text-align:right;font-weight:600}}
"""

_OVER = f"""
.ws-wall-far h2 span{{font-size:var(--u);font-weight:400;color:{INK.t2};margin-left:1em}}
.ws-wall-course{{margin:1vh 0 2.4vh!important}}
.ws-wall-course li{{display:grid;grid-template-columns:5.4em 1fr 3.2em;align-items:end;gap:1.4vh;
height:12.2vh}}
.ws-wall-course .ws-svg{{width:100%;height:10.4vh}}
.ws-wall-course b{{font-size:calc(1.9*var(--u));font-weight:600;line-height:1;text-align:right}}
.ws-wall-listed{{margin:0 0 1.6vh!important}}
.ws-wall-listed li{{display:grid;grid-template-columns:1fr 1fr auto;height:4.6vh;align-items:center;
white-space:nowrap}}
.ws-wall-listed em{{font-style:normal;color:{INK.t2}}}
.ws-wall-given{{display:flex;justify-content:space-between;align-items:baseline;
border-top:2px solid {INK.line};padding-top:1.6vh;margin-top:1.6vh;white-space:nowrap}}
.ws-wall-given h2{{margin:0}}.ws-wall-given b{{font-weight:600}}
.ws-wall-card{{left:50%;top:50%;transform:translate(-50%,-50%);background:{INK.t1};
color:{INK.ground};padding:3.6vh 4.4vh;border-radius:6px;z-index:5!important;display:flex;
gap:2.4vh;align-items:flex-start;max-width:72vh;min-width:60vh;box-sizing:border-box;
animation:ws-come {FADE_MS}ms linear}}
.ws-wall-card h2{{font-size:calc(1.9*var(--u))!important;color:{INK.ground}!important;
margin:0 0 1.2vh}}
.ws-wall-card p,.ws-wall-card li{{font-size:calc(1.15*var(--u));line-height:1.6;margin:0}}
.ws-wall-card .ws-icon{{width:5.6vh;height:5.6vh;flex:none;margin-top:.2vh}}
.ws-wall-card.ws-wall-news{{max-width:84vh}}
@media(prefers-reduced-motion:reduce){{.ws-wall *,[class*="st-key-wall_map_"]{{
animation:none!important;transition:none!important}}
.ws-wall-foot nav i{{transform:scaleX(var(--gone))}}}}
"""

CSS = f"<style>{_FRAME}{_WEEK}{_AROUND}{_OVER}</style>"


def places(boxes: Mapping[str, Box]) -> str:
    """Each map (by the name of its slot) at its place; which one is seen the stage says."""
    rules = "".join(
        f".st-key-wall_map_{name}{{left:{box.x:.0f}px;top:{box.y:.0f}px;"
        f"width:{box.width:.0f}px!important;height:{box.height:.0f}px}}"
        for name, box in boxes.items()
    )
    return f"<style>{rules}</style>"
