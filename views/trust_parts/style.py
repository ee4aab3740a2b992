"""Sizes of this page only; colours and type come from the style sheet of all pages."""

from __future__ import annotations

CSS = """<style>
.ws-trust .ws-head{margin:0 0 10px}
.ws-trust p{font-size:14px;line-height:1.6;margin:8px 0 0;color:var(--t2)}
.ws-trust p.ws-say{font-size:16px;color:var(--t1);margin:0 0 10px}
.ws-trust .ws-bound{margin-bottom:14px}.ws-trust .ws-bound p{margin:3px 0 0}
.ws-trust-pair{display:grid;grid-template-columns:1fr 1fr;gap:32px}
.ws-trust-pair h4{font-size:15px!important;font-weight:600;margin:0 0 6px;padding:0;line-height:1.4}
.ws-trust .ws-scroll{margin-top:10px;border-left:0;border-right:0}
.ws-trust .ws-table th,.ws-trust .ws-table td{padding:7px 10px!important;font-size:14px}
.ws-trust .ws-table th:first-child,.ws-trust .ws-table td:first-child{padding-left:2px!important}
.ws-trust .ws-table td{white-space:nowrap}
.ws-trust .ws-facts{grid-template-columns:auto 1fr}
.ws-trust .ws-facts dd{text-align:right}
.ws-trust-four{display:grid;grid-template-columns:1.35fr 1fr 1fr 1fr;gap:12px 40px;margin-top:18px}
.ws-trust-four .ws-facts dd{text-align:left;overflow-wrap:anywhere;font-weight:500}
.ws-trust-four h4{font-size:15px!important;font-weight:600;margin:0 0 4px;padding:0}
.ws-trust-four p{color:var(--t1)}
.ws-verdict{display:inline-block;font-size:16px;font-weight:600;padding:6px 16px;
border:1.5px solid var(--t1);border-radius:3px;color:var(--t1);white-space:nowrap}
.ws-verdict-bad{background:var(--t1);color:var(--panel)}
@media(max-width:1200px){.ws-trust-pair,.ws-trust-four{grid-template-columns:1fr}}
</style>"""
