"""The wall in units of the height, so that 32:9 keeps its size and gains room.

``u`` is a fortieth of the height: no text of the body is smaller.
"""

from __future__ import annotations

from layers.theme import INKS, Ground

INK = INKS[Ground.DARK]

CSS = f"""<style>
:root{{--u:2.5vh}}
html,body{{zoom:1!important;overflow:hidden}}
.stApp{{background:{INK.ground}!important}}
[data-testid="stHeader"],[data-testid="stToolbar"],.st-key-title,.st-key-keys,
[data-testid="stStatusWidget"]{{opacity:0;pointer-events:none;height:0!important;
min-height:0!important;overflow:hidden}}
[data-testid="stMainBlockContainer"]{{padding:0!important}}
.st-key-wall_map{{position:fixed;z-index:1}}
.st-key-wall_map [data-testid="stDeckGlJsonChart"]{{background:transparent!important}}
.st-key-wall .ws-root{{color:{INK.t1};font-size:var(--u);line-height:1.45}}
.st-key-wall header,.st-key-wall footer,.st-key-wall section,.ws-wall-key,.ws-wall-notice{{
position:fixed;z-index:2}}
.ws-wall-head{{top:0;left:0;right:0;height:3.6vh;padding:2.4vh 2.5vw 0;display:flex;
align-items:baseline;gap:1.2vh}}
.ws-wall-head b{{font-size:calc(1.55*var(--u));font-weight:700}}
.ws-wall-head i{{width:2px;height:calc(1.4*var(--u));background:{INK.line};align-self:flex-end;
margin-bottom:.5vh}}
.ws-wall-head span{{color:{INK.t2};font-size:calc(1.1*var(--u))}}
.ws-wall-head em{{font-style:normal;margin-left:auto;color:{INK.t2}}}
.ws-wall-head em b{{font-size:calc(1.1*var(--u));color:{INK.t1};font-weight:600}}
.ws-wall-late{{background:{INK.t1};color:{INK.ground}!important;padding:.4vh 1.2vh;
border-radius:3px}}
.ws-wall-late b{{color:{INK.ground}!important}}
.ws-wall-foot{{left:2.5vw;right:2.5vw;bottom:0;height:6.4vh;border-top:1px solid {INK.line};
display:flex;align-items:center;justify-content:space-between}}
.ws-wall-foot nav{{display:flex;gap:2vh;height:100%;align-items:center}}
.ws-wall-foot nav span{{color:{INK.t3};position:relative;height:100%;display:flex;
align-items:center}}
.ws-wall-foot nav .ws-now{{color:{INK.t1};font-weight:600}}
.ws-wall-foot nav i{{position:absolute;top:-2px;left:0;height:4px;background:{INK.t1}}}
.ws-wall-foot div{{display:flex;gap:2vh;align-items:center;color:{INK.t2}}}
.ws-wall-foot em{{font-style:normal}}
.ws-wall-foot strong{{border:2px solid {INK.t1};color:{INK.t1};padding:.3vh 1.2vh;
border-radius:3px;font-weight:600}}
.ws-wall-reds{{left:2.5vw;top:10vh;width:36vh}}
.st-key-wall h2{{font-size:calc(1.25*var(--u))!important;font-weight:600;margin:0 0 1vh;padding:0;
color:{INK.t1}}}
.st-key-wall h3{{font-size:calc(1.1*var(--u))!important;font-weight:400;margin:0;padding:0;
color:{INK.t2}}}
.ws-wall-hero{{display:flex;align-items:flex-end;gap:1.6vh;margin:0 0 1.6vh;
font-size:calc(1.2*var(--u));line-height:1.3}}
.ws-wall-hero b{{font-size:calc(7.6*var(--u));font-weight:600;line-height:.86;
letter-spacing:-.02em}}
.ws-wall-hero span{{white-space:nowrap;padding-bottom:.6vh}}
.ws-wall-moved{{font-size:calc(1.25*var(--u));margin:0 0 2.4vh}}
.ws-wall-reds .ws-ladder,.ws-wall-reds .ws-ladder td,.ws-wall-reds .ws-ladder th{{
font-size:calc(1.02*var(--u));color:{INK.t1}!important;background:transparent!important}}
.ws-wall-reds .ws-ladder td,.ws-wall-reds .ws-ladder th{{padding:.62vh 0!important}}
.ws-wall-reds .ws-numeral{{width:6.2vh;height:4vh;font-size:calc(.95*var(--u))}}
.ws-wall-reds .ws-ladder svg{{width:6.2vh;height:4vh}}
.ws-wall-reds .ws-ladder .ws-track{{display:none}}
.ws-wall-four{{right:2.5vw;top:10vh;width:32vh}}
.ws-wall-four h2{{font-weight:400;color:{INK.t2};font-size:calc(1.05*var(--u))!important}}
.ws-wall-one{{margin:0 0 2.6vh}}
.ws-wall-one p{{margin:0;font-size:var(--u);display:flex;align-items:baseline;gap:.8vh;
color:{INK.t2}}}
.ws-wall-one b{{font-size:calc(2.7*var(--u));font-weight:600;line-height:1.15;color:{INK.t1}}}
.ws-wall-one .ws-svg{{width:13vh;margin-left:auto}}
.ws-wall-one>span{{color:{INK.t1}}}
.ws-wall-key{{left:44vh;bottom:8vh}}
.ws-wall-key .ws-key{{font-size:var(--u);color:{INK.t1};gap:2.4vh}}
.ws-wall-key svg{{width:2vh;height:2.4vh}}
.ws-wall-list{{left:2.5vw;top:10vh;width:50vh}}
.ws-wall-list ul{{list-style:none;margin:0 0 2vh;padding:0}}
.ws-wall-list li{{display:flex;justify-content:space-between;padding:.55vh 1.2vh;
margin:0 0 0 -1.2vh;font-size:var(--u)}}
.ws-wall-list li.ws-now{{background:{INK.t1};color:{INK.ground};border-radius:3px;font-weight:600}}
.ws-wall-list p{{color:{INK.t2};font-size:var(--u)}}
.ws-wall-about{{right:2.5vw;top:10vh;width:50vh}}
.ws-wall-about h1{{font-size:calc(2.2*var(--u))!important;font-weight:700;margin:0 0 1.4vh;
padding:0;color:{INK.t1};line-height:1.2}}
.ws-wall-about p{{font-size:calc(1.1*var(--u));margin:0 0 1.6vh}}
.ws-wall-about .ws-chip-big{{font-size:calc(1.5*var(--u))}}
.ws-wall-about hr{{border:0;border-top:1px solid {INK.line};margin:2.4vh 0}}
.ws-wall-about .ws-svg{{width:100%}}
.ws-wall-matters{{left:2.5vw;right:2.5vw;top:10vh}}
.ws-wall-matters table{{width:100%;border-collapse:collapse}}
.ws-wall-matters th,.ws-wall-matters td{{border:0!important;
border-bottom:1px solid {INK.line}!important;padding:1.15vh 2vh 1.15vh 0!important;text-align:left;
font-size:calc(1.1*var(--u));color:{INK.t1}}}
.ws-wall-matters th{{color:{INK.t2};font-weight:400}}
.ws-wall-matters .ws-closed td{{color:{INK.t3}}}
.ws-wall-matters .ws-late{{background:{INK.t1};color:{INK.ground};padding:.3vh 1.2vh;
border-radius:3px}}
.ws-wall-notice{{left:50%;top:40%;transform:translate(-50%,-50%);background:{INK.t1};
color:{INK.ground};padding:4vh 6vh;border-radius:6px;font-size:calc(1.4*var(--u));font-weight:600;
z-index:5!important}}
</style>"""
