"""Style of the export page, from the tokens."""

from __future__ import annotations

STYLE = """<style>
.st-key-panel_export_kinds [data-testid="stHorizontalBlock"]{gap:8px}
.st-key-panel_export_kinds [data-testid="stVerticalBlock"]{gap:4px}
.st-key-panel_export_kinds>[data-testid="stVerticalBlock"]{gap:4px}
.st-key-panel_export_kinds [data-testid="stCheckbox"] p{font-size:15px;font-weight:600}
.stApp .ws-kind{display:flex;gap:16px;align-items:baseline;margin:0;font-size:14px;
color:var(--t2);min-height:32px;align-items:center;border-bottom:1px solid var(--line)}
.ws-kind span{flex:1}.ws-kind i{font-style:normal;color:var(--t3);font-size:12px}
.ws-kind b{min-width:92px;text-align:right;font-weight:500;color:var(--t1);white-space:nowrap}
.st-key-panel_export_preview img{border:1px solid var(--line);max-height:calc(100vh - 250px);
object-fit:contain;background:var(--track)}
.stApp .ws-export-sum{margin:0;font-size:15px;color:var(--t2)}
.st-key-panel_export_go .ws-facts dd{overflow-wrap:anywhere}
</style>"""
