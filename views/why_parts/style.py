"""Sizes of this page only; colours and type come from the style sheet of all pages."""

from __future__ import annotations

CSS = """<style>
.st-key-why{max-width:1776px;margin:0 auto;padding:8px 40px 0}
.ws-why-top{display:grid;grid-template-columns:minmax(0,1fr) 300px;gap:64px;align-items:start}
.ws-why-place{display:flex;align-items:center;gap:20px;flex-wrap:wrap;font-size:24px}
.ws-why-place .ws-chip-big{font-size:30px;padding:6px 22px}
.ws-why-place .ws-note{font-size:16px}
.ws-why h1{font-size:60px!important;line-height:1.25;font-weight:700;margin:22px 0 8px;padding:0;
letter-spacing:.01em;text-wrap:balance}
.ws-why-notes p{font-size:19px;line-height:1.6;margin:0;color:var(--t2)}
.ws-why-scale{max-width:1000px;margin:26px 0 0}
.ws-why-rule{border:0;border-top:2px solid var(--t1);margin:22px 0 24px}
.ws-why-three{display:grid;grid-template-columns:minmax(0,1.9fr) minmax(0,1fr) minmax(0,1.15fr);
gap:56px}
.ws-why h2{font-size:22px!important;font-weight:600;margin:0 0 14px;padding:0;line-height:1.3}
.ws-why-big{font-size:56px;font-weight:700;line-height:1.1;margin:0 0 14px}
.ws-why-three p{font-size:18px;line-height:1.6;margin:0 0 8px;color:var(--t1)}
.ws-why-dots{display:flex;flex-wrap:wrap;gap:18px 48px;margin-bottom:16px}
.ws-why-dots h3{font-size:19px!important;font-weight:600;margin:0 0 10px;padding:0}
.ws-why-dots .ws-note{font-size:15px;margin:6px 0 0}
.ws-why .ws-key{font-size:17px;align-items:center}
.ws-why-foot{border-top:1px solid var(--line);margin-top:22px;padding-top:14px;
font-size:17px;color:var(--t2)}
.st-key-why summary p,.st-key-why [data-testid="stPageLink"] p{font-size:16px}
.ws-why-side .ws-neighbours{flex-direction:column;font-size:16px;gap:9px}
@media(max-width:1200px){.ws-why-top,.ws-why-three{grid-template-columns:1fr;gap:28px}
.ws-why h1{font-size:40px!important}.st-key-why{padding:8px 8px 0}}
</style>"""
