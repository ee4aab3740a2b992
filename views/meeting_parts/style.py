"""Sizes of the meeting room: read from across a room, on a projector of 1080 lines."""

from __future__ import annotations

CSS = """<style>
.st-key-meeting{font-size:20px}
.st-key-meeting .ws-root{font-size:20px;line-height:1.45;color:var(--t1)}
.ws-room-title{display:flex;align-items:baseline;gap:20px;margin:2px 4px 0}
.ws-room-title h1{font-size:36px!important;font-weight:700;margin:0;padding:0;line-height:1.2}
.ws-room-title span{font-size:24px;color:var(--t2)}
[class*="st-key-agenda_"]{background:var(--panel);border:1px solid var(--line);border-radius:6px;
padding:0 18px 16px;overflow:hidden}
.st-key-agenda_1_now,.st-key-agenda_2_now,.st-key-agenda_3_now,.st-key-agenda_4_now{
border:3px solid var(--t1)}
.ws-agenda{display:flex;align-items:baseline;gap:18px;margin:0 -18px;padding:10px 20px;
border-bottom:1px solid var(--line)}
.ws-agenda b{font-size:27px;font-weight:600}.ws-agenda i{font-style:normal;font-weight:400;
margin-right:16px;color:var(--t3)}
.ws-agenda span{font-size:20px;color:var(--t2)}
.ws-agenda em{font-style:normal;margin-left:auto;font-size:20px;color:var(--t3)}
.ws-agenda-now{background:#17202A;border-color:#17202A}
.ws-agenda-now *{color:#fff!important}
.ws-agenda-done em::after{content:" ✓"}
.ws-matters{width:100%;border-collapse:collapse;margin:4px 0 0}
.ws-matters th{font-weight:400;color:var(--t2);text-align:left;font-size:18px}
.ws-matters th,.ws-matters td{border:0!important;border-bottom:1px solid var(--line)!important;
padding:7px 10px 7px 0!important;vertical-align:top;color:var(--t1)}
.ws-matters td{font-size:20px}.ws-matters td span{display:block;color:var(--t2);font-size:18px}
.ws-matters td b{font-weight:600}.ws-matters td:nth-child(n+2){white-space:nowrap}
.ws-matters .ws-closed td,.ws-matters .ws-closed b{color:var(--t3);font-weight:400}
.ws-matters .ws-chosen td:first-child{box-shadow:-6px 0 0 var(--t1)}
.ws-late{background:#17202A;color:#fff;border-radius:3px;padding:3px 10px;font-weight:600}
.ws-lessons{margin:6px 0 0;padding-left:30px}.ws-lessons li{margin:8px 0;font-size:22px}
.ws-quiet{color:var(--t3);margin:12px 0 4px}
.ws-bar{display:flex;margin:4px 0 8px}
.ws-bar span{flex:1 1 auto;padding:6px 10px;font-weight:600;font-size:22px;white-space:nowrap}
.ws-bar span+span{margin-left:2px}.ws-bar i{font-style:normal;font-weight:400;font-size:18px}
.st-key-judgement p{margin:4px 0;font-size:20px}.st-key-judgement ul{margin:2px 0;padding-left:20px}
.st-key-judgement li{font-size:18px;margin:2px 0}
.ws-four{width:100%;border-collapse:collapse}
.ws-four th,.ws-four td{border:0!important;border-bottom:1px solid var(--line)!important;
padding:3px 8px 3px 0!important;text-align:left;font-size:19px;color:var(--t1);white-space:nowrap}
.ws-four th{font-weight:400;color:var(--t2);font-size:18px}
.ws-four .ws-r,.ws-four th:nth-child(2){text-align:right}
.ws-moves{list-style:none;padding:0!important;margin:4px 0 6px!important;display:flex;
flex-wrap:wrap;gap:4px 18px}.ws-moves li{font-size:17px!important;white-space:nowrap}
.ws-moves .ws-numeral{margin:0 3px;vertical-align:middle}
.st-key-judgement_right p{font-size:20px;margin:0}
.ws-told{border-left:6px solid var(--t1);padding:4px 12px;margin:6px 0;font-size:18px}
.st-key-meeting input,.st-key-meeting [data-baseweb="select"]{font-size:18px!important}
.st-key-meeting .stButton button p,.st-key-meeting .stFormSubmitButton button p{font-size:18px}
</style>"""
