"""Sizes and places of what is on the map page alone: tools, band, path of areas, figures."""

from __future__ import annotations

from layers.theme import SHADOW

_CSS = """<style>
.st-key-title{position:absolute!important}
.st-key-map_box .st-key-tools{position:absolute;inset:0;z-index:9;pointer-events:none;width:auto}
.st-key-map_box .st-key-tools>*,.st-key-map_box .st-key-tools .ws-tools{position:absolute;inset:0}
.ws-tools{pointer-events:none}
.ws-tools[data-found="no"]{display:none}
.ws-tools svg:not(.ws-icon){position:absolute;inset:0;width:100%;height:100%;touch-action:none;
outline-offset:-3px}
.ws-tools:not([data-mode="pick"]) svg:not(.ws-icon){pointer-events:auto;cursor:crosshair}
.ws-drawn,.ws-pen{fill:#17202A;fill-opacity:.04;stroke:var(--t1);stroke-width:2.5;
stroke-linejoin:round;paint-order:stroke}
.ws-drawn{stroke-dasharray:9 5}
.ws-corners{fill:#fff;stroke:var(--t1);stroke-width:1.5}
.ws-cross{stroke:var(--t1);stroke-width:2}
.ws-modes{position:absolute;top:12px;left:12px;display:flex;pointer-events:auto;
box-shadow:SHADOW;border-radius:4px;background:var(--panel)}
.ws-modes button{display:flex;align-items:center;gap:8px;height:40px;padding:0 14px;border:1px solid
var(--line);border-left-width:0;background:var(--panel);color:var(--t1);font:inherit;font-size:14px;
font-weight:500;cursor:pointer}
.ws-modes button:first-child{border-left-width:1px;border-radius:4px 0 0 4px}
.ws-modes button:last-child{border-radius:0 4px 4px 0}
.ws-modes button[aria-pressed="true"]{background:#17202A;color:#fff;border-color:#17202A}
.stApp .ws-tools-note{position:absolute;top:60px;left:12px;margin:0;font-size:13px;color:var(--t1);
background:var(--panel);padding:4px 10px;border-radius:4px;box-shadow:SHADOW}
.ws-tools-note:empty{display:none}
.ws-scale{position:absolute;left:12px;bottom:12px;padding:3px 8px 6px;font-size:13px;
background:var(--panel);color:var(--t1);border-radius:3px}
.ws-scale span{display:block;text-align:center;line-height:1.3}
.ws-scale i{display:block;height:6px;border:1.5px solid var(--t1);border-top:0}
.ws-band{display:flex;gap:12px;align-items:flex-start;background:var(--panel);
border:1px solid var(--line);border-radius:6px;padding:8px 12px 6px}
.ws-band button{font:inherit;cursor:pointer;color:var(--t1);background:var(--panel)}
.ws-play{flex:none;width:40px;height:40px;border:1.5px solid var(--t1);border-radius:50%;
font-size:14px!important;line-height:1;padding:0}
.ws-play[aria-pressed="true"]{background:#17202A!important;color:#fff!important}
.ws-band-middle{flex:1;min-width:0}
.ws-bars{display:flex;align-items:flex-end;height:48px;gap:2px;border-radius:3px}
.ws-bars:focus-visible{outline:3px solid var(--t1);outline-offset:2px}
.ws-bars button{flex:1;min-width:0;height:48px;border:0;padding:0;display:flex;
flex-direction:column;justify-content:flex-end;background:transparent!important;
border-bottom:1px solid var(--line)}
.ws-bars b{font-size:12px;font-weight:500;line-height:15px;color:var(--t2)}
.ws-bars button[aria-current] b{color:var(--t1);font-weight:700}
.ws-many b{display:none}.ws-many button[aria-current] b{display:block;margin:0 -10px}
.ws-bars i{display:block;width:100%;background:#A4ADB6}
.ws-bars button:hover i{background:var(--t2)}
.ws-bars .ws-provisional i{background:repeating-linear-gradient(0deg,var(--t3) 0 3px,
transparent 3px 5px)}
.ws-bars button[aria-current] i{background:#17202A}
.ws-bars button[aria-current]{border-bottom:3px solid #17202A}
.stApp .ws-band-ends{display:flex;justify-content:space-between;margin:3px 0 0;font-size:12px;
color:var(--t3);line-height:1.4}
.ws-band-ends span:nth-child(2){color:var(--t2)}
.ws-spans{flex:none;display:flex;margin-top:2px}
.ws-spans button{height:36px;padding:0 10px;border:1px solid var(--edge);border-left-width:0;
font-size:13px}
.ws-spans button:first-child{border-left-width:1px;border-radius:4px 0 0 4px}
.ws-spans button:last-child{border-radius:0 4px 4px 0}
.ws-spans button[aria-pressed="true"]{background:#17202A;color:#fff;border-color:#17202A}
.ws-crumbs{display:flex;align-items:center;gap:5px;font-size:14px;white-space:nowrap;
overflow:hidden;min-height:40px;color:var(--t2)}
.ws-crumbs i{font-style:normal;color:var(--t3)}
.ws-crumbs button,.ws-link{border:0;padding:0;background:none;font:inherit;color:var(--t2);
cursor:pointer;text-align:left}
.ws-crumbs button{min-height:40px;padding:0 2px}
.ws-crumbs button:hover,.ws-link:hover{color:var(--t1);text-decoration:underline;
text-underline-offset:4px}
.ws-crumbs button,.ws-crumbs b{overflow:hidden;text-overflow:ellipsis}
.ws-crumbs b{flex:none;color:var(--t1);font-weight:600}
.ws-crumbs select{height:36px;max-width:130px;border:1px solid var(--edge);border-radius:4px;
background:var(--panel);color:var(--t1);font:inherit;padding:0 4px}
.ws-link{color:var(--t1);text-decoration:underline;text-underline-offset:4px;font-size:14px}
.ws-switch{border:0;padding:2px 4px;margin:-2px -4px;background:none;font:inherit;color:inherit;
cursor:pointer;border-radius:3px;text-align:left}
.ws-switch:hover{background:var(--track)}
.ws-switch[aria-pressed="true"]{background:#17202A;color:#fff}
.ws-ladder .ws-dim td,.ws-ladder .ws-dim th{color:var(--t3)}
.ws-ladder .ws-dim .ws-track i{background:var(--line)}
.st-key-panel_selected{padding:10px 16px!important}
.ws-strip{display:flex;flex-wrap:wrap;align-items:center;gap:4px 18px;font-size:14px;
color:var(--t1)}
.ws-strip>b{font-size:16px;font-weight:600}.ws-strip b{font-weight:600}
.ws-strip span{display:inline-flex;align-items:center;gap:6px}
.ws-strip button{margin-left:auto;height:36px;padding:0 14px;border:1px solid var(--edge);
border-radius:4px;background:var(--panel);color:var(--t1);font:inherit;font-weight:600;
cursor:pointer}
.stApp .ws-strip p{flex-basis:100%;margin:0}
/* A very wide, low screen: the list stands beside the map, the panels keep their width. */
@media(min-width:2400px) and (max-height:1300px){
[data-testid="stHorizontalBlock"]:has(>[data-testid="stColumn"] .st-key-middle)
>[data-testid="stColumn"]{flex:0 0 320px;min-width:0}
[data-testid="stHorizontalBlock"]:has(>[data-testid="stColumn"] .st-key-middle)
>[data-testid="stColumn"]:nth-child(2){flex:1 1 0}
[data-testid="stHorizontalBlock"]:has(>[data-testid="stColumn"] .st-key-middle)
>[data-testid="stColumn"]:nth-child(3){flex-basis:440px}
.st-key-middle{flex-direction:row!important;gap:16px!important;align-items:flex-start}
.st-key-middle>*{flex:1 1 0;min-width:0;width:auto!important}
.st-key-middle_map [data-testid="stDeckGlJsonChart"],
.st-key-middle_map [data-testid="stFullScreenFrame"]:has([data-testid="stDeckGlJsonChart"]),
.st-key-middle_map .stElementContainer:has([data-testid="stDeckGlJsonChart"]){
height:calc(100vh - 270px)!important;flex:none!important}
.st-key-toolbar [data-testid="stHorizontalBlock"]{max-width:1888px}
.st-key-middle_list [data-testid="stHorizontalBlock"]{flex-direction:column}
.st-key-middle_list [data-testid="stColumn"]{width:100%!important;flex:none!important}
}
@media(max-width:1700px){
.ws-crumbs button:not(:first-of-type):not(:nth-last-of-type(1)),
.ws-crumbs button:not(:first-of-type):not(:nth-last-of-type(1))+i{display:none}
.st-key-panel_left [data-testid="stHorizontalBlock"]{flex-direction:column;gap:4px}
.st-key-panel_left [data-testid="stColumn"]{width:100%!important;flex:none!important}
.ws-modes button{padding:0 10px}
}
.ws-areas{width:100%;border-collapse:collapse;font-size:14px;margin:0}
.ws-areas td,.ws-areas th{border:0!important;border-bottom:1px solid var(--line)!important;
padding:7px 4px!important;font-weight:400;text-align:left;color:var(--t1);white-space:nowrap}
.ws-areas .ws-r{text-align:right!important}
.ws-areas thead th{color:var(--t2);font-size:13px}
.ws-large{font-size:16px}.ws-large b{font-size:24px;font-weight:600}
.ws-copy{display:flex;flex-direction:column;gap:6px}
.ws-copy button{display:flex;align-items:center;justify-content:center;gap:8px;height:40px;
border:1px solid var(--edge);border-radius:4px;background:var(--panel);color:var(--t1);font:inherit;
font-weight:600;cursor:pointer}
.ws-copy span[role=status]{font-size:13px;color:var(--t2)}
.stApp .ws-bookmark{color:var(--t1);text-underline-offset:4px;overflow-wrap:anywhere}
.st-key-panel_changes [data-testid="stButtonGroup"] button{min-height:32px}
.st-key-left .ws-link{margin:4px 0 8px}
</style>"""
CSS = _CSS.replace("SHADOW", SHADOW)
