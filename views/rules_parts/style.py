"""Style of the page of the rules."""

CSS = """
.ws-rules-scale{margin:14px 0 4px;max-width:480px}
.stApp .ws-rules-told{margin:0;padding:0;font-size:15px}
.ws-rules-told dt{color:var(--t2);font-size:14px;margin-top:12px}
.ws-rules-told dd{margin:2px 0 0;color:var(--t1);line-height:1.5}
.ws-rules-moves{display:grid;grid-template-columns:auto 1fr auto;gap:8px 12px;align-items:center;
font-size:14px;margin-top:4px}
.ws-rules-moves>i{display:block;height:8px;background:var(--t3);min-width:2px}
.ws-rules-moves>b{font-weight:600;text-align:right}
.ws-rules-moves .ws-chip{margin:0 4px 0 0}
.ws-rules-map h3{margin:0 0 2px}
.ws-rules-faults{margin:6px 0 0;padding-left:20px}
.ws-rules-faults li{margin:4px 0}
.st-key-rules_list{max-height:520px;overflow-y:auto}
"""
