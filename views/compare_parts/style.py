"""Sizes of this page only; colours and type come from the style sheet of all pages."""

from __future__ import annotations

CSS = """<style>
.ws-beside-order{font-size:24px!important;font-weight:600;margin:0!important;line-height:1.35}
.ws-beside{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:4px 20px}
.ws-beside-row{display:grid;grid-template-columns:repeat(var(--n),minmax(0,1fr));gap:6px 36px;
padding:14px 0;border-bottom:1px solid var(--line)}
.ws-beside-row:last-child{border-bottom:0}
.ws-beside-row>h3{grid-column:1/-1;font-size:16px!important;font-weight:600;margin:0;padding:0}
.ws-beside-row>div{min-width:0;max-width:720px}
.ws-beside-row p{margin:4px 0;font-size:15px}
.ws-beside-row ul{margin:0;padding-left:18px;font-size:14px}
.ws-beside-head{display:grid;grid-template-columns:1fr auto;align-items:center;margin-bottom:10px}
.ws-beside-head h2{font-size:26px!important;font-weight:700;margin:0;padding:0;line-height:1.2}
.ws-beside-head p{grid-column:1/-1}
.ws-beside-head button{width:36px;height:36px;border:1px solid var(--edge);border-radius:4px;
background:var(--panel);color:var(--t1);font-size:20px;line-height:1;cursor:pointer}
.stApp .ws-beside-said{font-size:18px;font-weight:600;line-height:1.4}
.ws-beside .ws-sure b{color:var(--t1);font-size:15px}
@media(max-width:1100px){.ws-beside-row{grid-template-columns:1fr}}
</style>"""
