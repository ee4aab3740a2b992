"""Sizes and places of what is on the page of events alone."""

from __future__ import annotations

from layers.theme import INKS, Ground

_INKS = INKS[Ground.LIGHT]
_STEPS = "".join(
    f".ws-step{number}{{background:{getattr(_INKS, f'step{number}')}}}" for number in range(1, 6)
)
CSS = (
    """<style>
.ws-matrix{width:100%;border-collapse:separate;border-spacing:2px;table-layout:fixed;margin:0}
.ws-matrix th,.ws-matrix td{border:0!important;padding:0!important;font-weight:400;font-size:12px;
color:var(--t2);text-align:center}
.ws-matrix tr>:first-child{width:44px;text-align:left;font-size:14px;color:var(--t1)}
.ws-cell{display:block;width:100%;height:30px;border:0;padding:0;border-radius:2px;font:inherit;
font-size:clamp(9px,.64vw,12px);line-height:30px;color:var(--t1);text-align:center;
overflow:hidden}
@media(max-width:1600px){.ws-matrix{border-spacing:1px}}
button.ws-cell{cursor:pointer}
button.ws-cell:hover{outline:2px solid var(--t1);outline-offset:-2px}
.ws-cell.ws-step4,.ws-cell.ws-step5{color:#fff}
.ws-step0{background:var(--panel);box-shadow:inset 0 0 0 1px var(--line)}
.ws-few{background:repeating-linear-gradient(45deg,var(--line) 0 1.5px,var(--panel) 1.5px 6px)}
.ws-off{opacity:.45}
.ws-on{box-shadow:inset 0 0 0 2px #17202A,inset 0 0 0 3.5px #fff}
.stApp .ws-steps-key{display:flex;flex-wrap:wrap;gap:4px 14px;margin:10px 0 0;font-size:13px;
color:var(--t2)}
.ws-steps-key span{display:inline-flex;align-items:center;gap:6px}
.ws-steps-key i{width:18px;height:14px;border-radius:2px}
.ws-ranks{width:100%}
.ws-ranks thead th{white-space:nowrap}
.stApp .ws-ranks td,.stApp .ws-ranks th{padding:6px 8px!important}
.st-key-panel_event_sums{padding:10px 16px!important;gap:2px!important}
.st-key-panel_event_sums p{margin:0}
.ws-ranks th[scope=row]{font-weight:400;text-align:left;white-space:nowrap;color:var(--t1)}
.ws-ranks small{color:var(--t3);font-size:12px;margin-left:6px}
.ws-ranks .ws-bar{width:26%;min-width:60px}
.ws-ranks .ws-bar i{display:block;height:12px;background:#56636F}
.ws-ranks .ws-dim{opacity:.45}
.ws-long{max-height:760px;overflow-y:auto}
.ws-pick{border:0;padding:3px 6px;margin:-3px -6px;background:none;font:inherit;color:var(--t1);
cursor:pointer;border-radius:3px;text-align:left}
.ws-pick:hover{background:var(--track)}
.ws-pick[aria-pressed="true"]{background:#17202A;color:#fff}
.ws-events-sum{display:flex;flex-wrap:wrap;align-items:center;gap:4px 18px;font-size:14px;
color:var(--t1)}
.ws-events-sum>b,.ws-events-sum>span{flex:0 0 auto;width:auto}
.ws-events-sum>b{font-size:28px;font-weight:600}
.ws-events-sum>.ws-drops{display:flex;flex:1 1 auto;flex-wrap:wrap;justify-content:flex-end;gap:8px}
.ws-drops button{height:36px;padding:0 12px;border:1px solid var(--edge);border-radius:4px;
background:var(--panel);color:var(--t1);font:inherit;cursor:pointer}
.st-key-event_filters label p{font-size:13px;color:var(--t2)}
"""
    + _STEPS
    + "</style>"
)
