"""The style sheet of the pages (样式), from the tokens: a file, and what ``st.html`` is given.

Class names start with ``ws-``. Selectors on Streamlit's own parts use its test ids, which a
browser test watches; without them a page is plainer but complete.
"""

from __future__ import annotations

import zlib

from layers.theme import SHADOW, family, variables
from views.components.icons import PEN
from words import say

PATH = "/assets/page.css"
_FRAME = """
html,body,.stApp{font-feature-settings:"tnum","lnum"}
.stApp{background:var(--ground);color:var(--t1)}
[data-testid="stHeader"]{background:#17202A;height:56px;min-height:56px;
border:0;box-shadow:none;z-index:999980}
[data-testid="stToolbar"]{background:transparent;height:56px;padding:0;justify-content:flex-start}
[data-testid="stHeader"] .stAppDeployButton,[data-testid="stAppDeployButton"],
[data-testid="stMainMenu"],[data-testid="stMainMenuButton"],[data-testid="stStatusWidget"],
[data-testid="stToolbarActions"],[data-testid="stDecoration"],[data-testid="stSkillsNudge"],
[data-testid="stSkillsNudgeAnchor"],[data-testid="stHeaderActionElements"]{display:none!important}
[data-testid="stHeader"] .rc-overflow{height:56px;gap:0;padding-left:14.5rem}
[data-testid="stHeader"] .rc-overflow-item{height:56px}
[data-testid="stHeader"] [data-testid="stTopNavLinkContainer"],[data-testid="stTopNavLink"],
[data-testid="stTopNavSection"]{height:56px;margin:0}
[data-testid="stTopNavLink"],[data-testid="stTopNavSection"]{border-radius:0;padding:0 14px;
background:transparent!important;
color:#C3CBD2!important;display:flex;align-items:center;
border-bottom:4px solid transparent;border-top:4px solid transparent}
[data-testid="stTopNavLink"] span,[data-testid="stTopNavLink"] p,
[data-testid="stTopNavSection"] span,[data-testid="stTopNavSection"] p{color:inherit!important;
font-weight:500;font-size:15px}
[data-testid="stTopNavLink"]:hover,[data-testid="stTopNavSection"]:hover,
[data-testid="stTopNavSection"][aria-expanded="true"]{color:#fff!important}
[data-testid="stTopNavLink"][aria-current="page"]{color:#fff!important;
border-bottom-color:#fff}
[data-testid="stTopNavLink"][aria-current="page"] span{font-weight:700}
[data-testid="stTopNavLink"]:focus-visible,[data-testid="stTopNavSection"]:focus-visible{
outline:3px solid #fff!important;outline-offset:-5px}
[data-testid="stTopNavPopoverBody"],[data-testid="stTopNavPopover"]{
background:var(--panel)!important}
[data-testid="stTopNavDropdownLink"]{min-height:40px;border-radius:0;min-width:120px}
[data-testid="stTopNavDropdownLink"] p{font-size:15px;color:var(--t1)}
[data-testid="stTopNavDropdownLink"][aria-current="page"]{background:#17202A!important}
[data-testid="stTopNavDropdownLink"][aria-current="page"] p{color:#fff;font-weight:600}
[data-testid="stSidebarHeader"]{display:none}
[data-testid="stMainBlockContainer"]{padding:72px 16px 24px;max-width:none}
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"]{gap:12px}
[data-testid="stHorizontalBlock"]{gap:16px}
.ws-sheet{position:fixed;inset:0 0 auto 0;height:56px;z-index:999990;display:flex;
align-items:center;justify-content:space-between;padding:0 20px 0 20px;color:#fff;
pointer-events:none;font-size:15px}
.ws-brand{background:#17202A;display:flex;align-items:center;gap:14px;font-size:18px;white-space:nowrap}
.ws-brand b{font-weight:600}
[data-testid="stCaptionContainer"] p{color:var(--t2)!important}
[data-testid="stCaptionContainer"]{opacity:1!important}
.stApp kbd{color:var(--t2)!important;opacity:1!important}
.ws-block{background:#17202A;display:flex;align-items:center;gap:20px;color:#C3CBD2;white-space:nowrap}
.ws-block b{color:#fff;font-weight:600}.ws-block a{pointer-events:auto}
.ws-stale{background:#fff;color:#17202A;padding:2px 8px;border-radius:3px}
.ws-stale b{color:#17202A}
.ws-demo{border:1.5px solid currentColor;border-radius:3px;padding:1px 8px;font-weight:600;
white-space:nowrap;font-size:14px}
.ws-block .ws-demo{color:#fff}
.ws-person{display:inline-flex;align-items:center;gap:6px;color:#C3CBD2!important;
text-decoration:none!important}
.ws-person:hover{color:#fff!important}
/* The desk is drawn for 1920; a larger screen shows it larger. The list measures itself in
screen pixels, so its frame is narrowed by the same factor. */
@media(min-width:2500px) and (min-height:1300px){html{zoom:1.3}
.stElementContainer:has(.stDataFrame){width:76.9%!important}}
@media(min-width:3000px) and (min-height:1600px){html{zoom:1.6}
.stElementContainer:has(.stDataFrame){width:62.5%!important}}
@media(min-width:3600px) and (min-height:2000px){html{zoom:2}
.stElementContainer:has(.stDataFrame){width:50%!important}}
@media(max-width:1500px){.ws-sheet{font-size:14px}.ws-block{gap:14px}}
@media(max-width:1280px){.ws-sheet{font-size:13px}.ws-brand b{display:none}.ws-block{gap:10px}
[data-testid="stHeader"] .rc-overflow{padding-left:4.5rem}}
@media(max-width:1200px){.ws-block{position:absolute;inset:56px 0 auto 0;padding:6px 16px;
flex-wrap:wrap;background:var(--panel);color:var(--t2);border-bottom:1px solid var(--line)}
.ws-block b,.ws-block .ws-demo,.ws-person{color:var(--t1)!important}
[data-testid="stMainBlockContainer"]{padding-top:128px}}
"""

_WIDGETS = """
[data-testid="stDeckGlJsonChart"]{border-radius:0;background:var(--ground)}
[data-testid="stFullScreenFrame"]:has([data-testid="stDeckGlJsonChart"])
[data-testid="stElementToolbar"]{display:none}
.stButton button,.stDownloadButton button,.stFormSubmitButton button,
[data-testid="stBaseLinkButton"]{min-height:40px;padding:0 16px;font-weight:600;font-size:15px;
border-color:var(--edge)}
.stButton button p,.stDownloadButton button p,.stFormSubmitButton button p{font-size:15px}
.stButton button[kind="secondary"],.stDownloadButton button[kind="secondary"]{
background:var(--panel);border:1px solid var(--edge);color:var(--t1)}
.stButton button:hover,.stDownloadButton button:hover{border-color:var(--t1)}
button:focus-visible,input:focus-visible,[role="radio"]:focus-visible,a:focus-visible{
outline:3px solid var(--t1)!important;outline-offset:1px;box-shadow:none!important}
button:disabled{background:var(--track)!important;color:var(--t3)!important}
[data-testid="stButtonGroup"] button{min-height:36px;font-size:14px;background:var(--panel);
border-color:var(--edge)}
[data-testid="stButtonGroup"] button[data-selected],
[data-testid="stButtonGroup"] button[aria-checked="true"],
[data-testid="stButtonGroup"] button[aria-pressed="true"]{background:#17202A!important;
color:#fff!important;border-color:#17202A!important}
[data-testid="stButtonGroup"] button[data-selected] *{color:#fff!important}
[data-testid="stAlertContainer"]{background:var(--panel)!important;color:var(--t1)!important;
border:2px solid var(--t1);border-left-width:8px;border-radius:4px}
[data-testid="stMetricDelta"] svg{fill:var(--t2)}
/* Speaks English only; the placeholder and the button beside it say the same. */
[data-testid="InputInstructions"]{display:none}
[data-testid="stSidebar"]{background:var(--panel);top:56px;height:calc(100vh - 56px)}
[data-testid="stTable"] td,[data-testid="stTable"] th{border-color:var(--line)}
[data-testid="stMainBlockContainer"] h1{padding:0}
.ws-panel,.st-key-panel,.st-key-card,[class*="st-key-card_"],[class*="st-key-panel_"]{
background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:16px}
"""

_PARTS = """
.ws-hero{display:flex;flex-direction:column;font-size:15px;color:var(--t2);
padding-bottom:12px;margin-bottom:14px;border-bottom:1px solid var(--line)}
.ws-hero p{margin:2px 0 6px;color:var(--t1);font-size:18px;line-height:1}
.ws-hero b{font-size:76px;font-weight:600;letter-spacing:-.02em;line-height:1}
.ws-hero span:first-child{color:var(--t1);font-weight:600;font-size:16px}
.ws-card-head{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 12px;margin-bottom:10px}
.ws-card-head h2{font-size:26px!important;font-weight:700;margin:0;padding:0;line-height:1.2}
.ws-card-head p{flex-basis:100%;margin:0}
.ws-worst{font-weight:600;color:var(--t1);border:1px solid var(--t1);border-radius:3px;
  padding:0 8px}
.ws-sure{color:var(--t2);font-size:14px;margin:8px 0 12px}
.ws-sentences p{margin:4px 0;font-size:14px;color:var(--t2)}
.ws-root .ws-head{margin:16px 0 8px}
.ws-root>.ws-head:first-child,.ws-panel>.ws-head:first-child{margin-top:0}
.st-key-toolbar{margin-bottom:-2px}
.st-key-weeks{display:grid!important;grid-template-columns:4fr 7fr 4fr;gap:8px!important}
.st-key-weeks>*{min-width:0;width:100%!important}
.st-key-map_box{position:relative}
.deck-tooltip{background:var(--t1)!important;color:#fff!important;border-radius:4px;
padding:6px 10px!important;font-size:13px!important}
.st-key-map_page,.st-key-toolbar_map,.st-key-middle_list{display:grid!important;
gap:16px!important;width:100%}
.st-key-map_page>*,.st-key-toolbar_map>*,.st-key-middle_list>*{min-width:0;width:100%!important}
.st-key-map_page{grid-template-columns:minmax(0,288fr) minmax(0,1192fr) minmax(0,416fr);
align-items:start}
.st-key-toolbar_map{grid-template-columns:440fr 250fr 136fr 260fr 128fr 260fr 170fr;
align-items:center;margin-bottom:-2px}
.st-key-middle_list{grid-template-columns:380fr 812fr;align-items:start}
/* As high as the list beside it with its title. */
.st-key-panel_beside{height:392px!important;overflow:auto}
.st-key-card{display:grid!important;grid-template-columns:5fr 4fr;gap:16px 8px!important}
.st-key-grid_drawing,.st-key-grid_drawing div:has(.ws-card-more){display:contents}
.st-key-card>*{order:1;min-width:0;width:100%!important}
.st-key-card>.st-key-why_open:last-child,.st-key-grid_drawing .ws-root>div{grid-column:1/-1}
.ws-card-more{order:2}.ws-card-more>.ws-head:first-child{margin-top:0}
.ws-switches{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:14px;font-size:14px}
.ws-switches label{display:flex;align-items:center;gap:8px;cursor:pointer;color:var(--t2);
white-space:nowrap}
.ws-switches input,.ws-layer input{accent-color:var(--t1);margin:0;flex:none}
.ws-switches input,.ws-layer input[type=checkbox]{width:16px;height:16px}
.st-key-map_box .st-key-whole{position:absolute;top:12px;right:12px;z-index:10;width:auto}
.ws-tools .ws-zoom{position:absolute;top:64px;right:12px;width:40px;pointer-events:auto}
.ws-zoom{display:flex;flex-direction:column;box-shadow:SHADOW;border-radius:4px}
.ws-zoom button{width:40px;height:40px;border:1px solid var(--line);background:var(--panel);
color:var(--t1);font-size:22px;line-height:1;cursor:pointer}
.ws-zoom button:first-child{border-radius:4px 4px 0 0}
.ws-zoom button:last-child{border-radius:0 0 4px 4px;border-top:0}
.st-key-whole button{border-color:var(--line)!important;box-shadow:SHADOW}
[class*="st-key-toolbar"] .stButton button{border-color:var(--line);padding:0 8px;font-weight:500}
[class*="st-key-toolbar"] .stButton button:disabled{background:var(--panel)!important}
@media(max-width:1700px){[class*="st-key-toolbar"] kbd{display:none}}
.ws-svg{max-width:100%;height:auto;display:inline-block;vertical-align:middle;overflow:visible}
.ws-svg text{font-family:inherit}.ws-svg .ws-b{font-weight:600}
.ws-svg:not([width]){width:100%}
.ws-svg[data-swatch]{overflow:hidden}
.ws-icon{flex:none;vertical-align:-.2em}
.ws-note{color:var(--t3);font-size:13px}
.ws-r,.ws-table th.ws-r,.ws-table td.ws-r{text-align:right}
.ws-gap{display:inline-block;width:.75em}
.ws-chip{display:inline-flex;align-items:center;gap:.35em;border-radius:3px;padding:0 .55em;
font-weight:600;line-height:1.6;white-space:nowrap}
.ws-chip+.ws-chip{margin-left:6px}
.ws-chip i,.ws-numeral{font-style:normal}
.ws-chip-big{font-size:22px;padding:4px 16px;gap:.4em}.ws-chip-word{margin-left:.5em}
.ws-chip-none{padding:0;color:var(--t2);gap:.5em}
.ws-chip-none.ws-chip-big{font-size:20px}
.ws-numeral{display:inline-flex;width:30px;height:20px;align-items:center;
justify-content:center;border-radius:3px;font-weight:600;font-size:12px;flex:none}
.ws-key{display:flex;flex-wrap:wrap;gap:6px 14px;color:var(--t2);font-size:13px}
.ws-key span{display:inline-flex;gap:6px;align-items:center;white-space:nowrap}
.ws-neighbours{display:flex;flex-wrap:wrap;gap:8px 14px;font-size:14px}
.ws-neighbours span{display:inline-flex;gap:6px;align-items:center}
.ws-ladder{width:100%;border-collapse:collapse;font-size:14px;line-height:1.3;margin:0}
.ws-ladder td,.ws-ladder th{border:0!important;padding:4px 0;text-align:left;font-weight:400;
color:var(--t1)}
.ws-ladder td:first-child{min-width:40px;line-height:0}
.ws-ladder th{white-space:nowrap;padding-right:10px!important}
.ws-ladder .ws-track{width:100%}
.ws-ladder .ws-track i{display:block;height:6px;background:var(--t3);min-width:1px}
.ws-ladder .ws-n{text-align:right!important;font-weight:600;padding-left:10px!important}
.ws-changes{font-size:14px}.ws-changes p{margin:8px 0 0}
.ws-change{display:flex;align-items:baseline;gap:10px;flex-wrap:wrap;padding:8px 0;
border-bottom:1px solid var(--line)}
.ws-change b{font-weight:600}.ws-change .ws-note{flex-basis:100%}
.ws-change .ws-chip{margin:0}
.ws-sign{white-space:nowrap;font-weight:600}
.ws-title{display:flex;justify-content:space-between;align-items:center;gap:24px}
.ws-title h1{font-size:28px!important;font-weight:700;line-height:1.25;margin:0;padding:0}
.ws-title p{margin:4px 0 0;font-size:14px}
.ws-head{display:flex;justify-content:space-between;align-items:baseline;gap:12px}
.ws-bookmark{color:var(--t1)}
.ws-head h3{font-size:16px!important;font-weight:600;margin:0;padding:0;white-space:nowrap}
.ws-layers .ws-head{grid-column:1/-1;margin-bottom:8px}
.ws-facts{display:grid;grid-template-columns:auto 1fr;margin:0;font-size:14px}
.ws-facts dt,.ws-facts dd{padding:8px 0;margin:0;border-bottom:1px solid var(--line)}
.ws-facts dt{color:var(--t2);padding-right:24px}.ws-facts dd{font-weight:600}
.ws-sums,.ws-figures{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:16px}
.ws-sum{background:var(--panel);border:1px solid var(--line);border-radius:6px;
padding:16px 20px 20px;position:relative;overflow:hidden}
.ws-sum b{font-size:40px;font-weight:600;line-height:1;margin-right:10px}
.ws-sum::after{content:"";position:absolute;inset:auto 0 0 0;height:6px;background:var(--t1)}
.ws-dashed::after{
background:repeating-linear-gradient(90deg,var(--t3) 0 14px,transparent 14px 22px)}
.ws-hatched::after{background:repeating-linear-gradient(135deg,var(--t1) 0 4px,transparent 4px 9px)}
.ws-figure{display:flex;flex-direction:column;gap:2px;background:var(--panel);
border:1px solid var(--line);border-radius:6px;padding:12px 16px}
.ws-figure b{font-size:24px;font-weight:600;line-height:1.2}
.ws-figure>span:first-child{color:var(--t2);font-size:14px}
.ws-stages{display:flex;gap:24px;list-style:none;margin:0;padding:0;color:var(--t3);font-size:15px}
.ws-stages li{display:flex;align-items:center;gap:8px;margin:0}
.ws-stages i{font-style:normal;width:28px;height:28px;border:1.5px solid var(--t3);
border-radius:50%;display:grid;place-items:center;font-size:14px}
.ws-stages .ws-now{color:var(--t1);font-weight:600}
.ws-stages .ws-now i{background:#17202A;color:#fff;border-color:#17202A}
.ws-scroll{overflow-x:auto;background:var(--panel);border:1px solid var(--line)}
.ws-table{width:100%;border-collapse:collapse;font-size:15px;margin:0}
.ws-table th,.ws-table td{border:0!important;border-bottom:1px solid var(--line)!important;
padding:9px 14px!important;text-align:left;color:var(--t1)}
.ws-table th{font-weight:500;color:var(--t2);font-size:14px}
.ws-table tr:last-child td{border-bottom:0!important}
.ws-table code{background:var(--track);color:var(--t1);padding:3px 8px;border-radius:3px;
font:inherit}
.ws-dense{font-size:13px}.ws-dense th{font-size:12px!important}
.ws-dense th,.ws-dense td{padding:9px 2px!important;text-align:center;white-space:nowrap}
.st-key-batches_drawing .ws-table{font-size:14px}
.st-key-batches_drawing .ws-table th,.st-key-batches_drawing .ws-table td{
padding:9px 8px!important;white-space:nowrap}
.ws-wait{margin:0}
.ws-dense th:first-child,.ws-dense td:first-child{padding-left:12px!important;text-align:left}
.ws-operation{margin:8px 0}.ws-words{margin-top:6px!important}.ws-words dt{white-space:nowrap}
.ws-words dd{font-weight:400!important}.ws-operation b{font-size:17px}
.ws-operation ul{margin:6px 0 0;padding-left:20px}.ws-operation li{margin:2px 0;font-size:15px}
.ws-compare td,.ws-table td:first-child{white-space:nowrap}.ws-below{margin:10px 0 0}
.ws-compare td:last-child{line-height:0}
.ws-faults th:first-child{text-align:right}
.ws-faults th,.ws-faults td:nth-child(-n+2){white-space:nowrap}
.ws-faults code{display:inline-block;min-height:1.6em;min-width:1.2em}
.ws-finding{margin:12px 0 16px;font-size:14px;color:var(--t2)}
.ws-table td b{font-weight:600}
.ws-progress>div{display:flex;justify-content:space-between;font-size:14px;color:var(--t2)}
.ws-progress>i{display:block;height:8px;background:var(--track);margin-top:6px}
.ws-progress>i>b{display:block;height:8px;background:var(--t1)}
.ws-notice{display:flex;align-items:center;gap:18px;background:var(--panel);
border:2px solid var(--t1);border-left-width:8px;border-radius:4px;padding:14px 20px}
.ws-notice b,.ws-notice span{display:block}.ws-notice b{font-weight:600}
.ws-empty{padding:72px 48px 16px;max-width:700px}
.ws-empty h1{font-size:44px!important;line-height:1.25;font-weight:700;margin:0 0 16px;padding:0}
.ws-empty>p{font-size:18px;color:var(--t2);margin:0 0 28px}
.stHtml .ws-steps,.stHtml .ws-stages,.stHtml .ws-facts{padding-left:0}
.ws-steps{list-style:none;margin:0;padding:0;border-top:3px solid var(--t1)}
.ws-steps li{display:flex;gap:38px;padding:18px 0;margin:0;border-bottom:1px solid var(--line);
color:var(--t2)}
.ws-steps i{font-style:normal;font-size:28px;font-weight:600;color:var(--edge);line-height:1.4}
.ws-steps b{display:block;font-size:18px;font-weight:600}
.ws-steps .ws-now b,.ws-steps .ws-now i{color:var(--t1)}
.ws-error{background:var(--panel);border:2px solid var(--t1);border-radius:6px;
box-shadow:SHADOW;padding:32px 36px;max-width:600px;margin:64px auto}
.ws-error h2{display:flex;align-items:center;gap:18px;font-size:28px!important;
font-weight:600;margin:0 0 16px;padding:0}
.ws-error p{font-size:17px;margin:0 0 20px}
.ws-error .ws-facts{border-top:1px solid var(--line)}
.ws-error .ws-facts>:nth-last-child(-n+2){border-bottom:0}
.ws-panel+.ws-panel{margin-top:16px}
.ws-layers{font-size:14px;display:grid;gap:0 12px;
  grid-template-columns:repeat(auto-fit,minmax(104px,1fr))}
.ws-layer{border-bottom:1px solid var(--line);padding:2px 0}
.ws-layer-open{grid-column:1/-1}
.ws-layer>div:first-child{display:flex;align-items:center;gap:8px;min-height:28px}
.stApp .ws-layers p{margin:10px 0 0}.stApp .ws-layers a{color:var(--t1);text-underline-offset:4px}
.ws-layer label{display:flex;align-items:center;gap:8px;flex:1;min-width:0;cursor:pointer;
color:var(--t2)}
.ws-layer-on label{color:var(--t1);font-weight:600}
.ws-layer input[type=range]{width:56px}
.ws-layer i{font-style:normal;width:24px;text-align:right;color:var(--t3);font-size:12px}
.ws-layer button{border:1px solid var(--edge);border-radius:3px;background:var(--panel);
color:var(--t1);width:24px;height:24px;line-height:1;padding:0;cursor:pointer;font:inherit}
.ws-layer select{width:100%;margin:4px 0;padding:4px 6px;border:1px solid var(--edge);
border-radius:4px;background:var(--panel);color:var(--t1);font:inherit}
.stApp .ws-layer-key{list-style:none;margin:0 0 4px;padding:0 0 0 24px}
.ws-layer-key li{display:flex;align-items:center;gap:8px;margin:0;font-size:13px;color:var(--t2)}
.ws-layer-key span{flex:1}.ws-layer-key b{font-weight:600;color:var(--t1)}
.ws-layer>.ws-note{margin:0 0 4px 24px}
.ws-layer-off{margin:2px 0 6px 24px;font-size:13px;color:var(--t2)}
.ws-layer-off b,.ws-layer-off span{display:block}.ws-layer-off b{color:var(--t1)}
@media(max-width:900px){.ws-sums,.ws-figures{grid-auto-flow:row}}
@media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}
@media(forced-colors:active){.ws-chip,.ws-numeral{border:1px solid;forced-color-adjust:none}}
"""

_ENGLISH = """
[data-testid="stSkipToContent"]{font-size:0!important}
[data-testid="stSkipToContent"]:focus::after{content:"SKIP";font-size:15px}
[data-testid="stHeader"] .rc-overflow-item-rest button p{font-size:0!important}
[data-testid="stHeader"] .rc-overflow-item-rest button p::after{content:"MORE";font-size:15px}
[data-testid="stFileUploaderDropzone"] button p{font-size:0!important}
[data-testid="stFileUploaderDropzone"] button p::after{content:"CHOOSE";font-size:15px}
[data-testid="stFileUploaderDropzoneInstructions"]{font-size:0!important}
[data-testid="stFileUploaderDropzoneInstructions"] *{font-size:0!important}
[data-testid="stFileUploaderDropzoneInstructions"]::after{content:"DROP";font-size:14px;
color:var(--t2)}
"""


def here(place: int) -> str:
    """The ``<style>`` that marks the menu of the bar (from 1) which holds the page; 0 marks none.

    A menu of Streamlit does not know whether it holds the page that is open; the page knows.
    """
    menu = f'.rc-overflow-item:nth-child({place}) [data-testid="stTopNavSection"]'
    return (
        f"<style>{menu}{{color:#fff!important;border-bottom-color:#fff}}"
        f"{menu} p{{font-weight:700!important}}</style>"
    )


def sheet() -> str:
    """Inks, frame, widgets and parts of every page: a file the browser fetches once."""
    # Streamlit's icon font keeps its own family; everything else is the one family.
    fonts = f".stApp,.stApp button,.stApp input{{font-family:{family()}}}"
    inks = f":root{{{variables()}}}"
    choose, drop = (say(f"ui.upload.{name}") for name in ("choose", "drop"))
    # These parts speak English only; their texts are replaced, their function stays.
    upload = _ENGLISH.replace("CHOOSE", choose).replace("DROP", drop)
    upload = upload.replace("SKIP", say("ui.skip")).replace("MORE", say("nav.more"))
    return inks + fonts + PEN + (_FRAME + _WIDGETS + _PARTS).replace("SHADOW", SHADOW) + upload


def address() -> str:
    """Where a browser fetches ``sheet``; another one whenever its text is another."""
    return f"{PATH}?v={zlib.crc32(sheet().encode()):08x}"


def css(*, twin: bool = False) -> str:
    """The ``<style>`` for ``st.html``: the sheet by its address, and the twin palette if asked.

    The sheet is asked for here and not only in the head, so that it comes after Streamlit's own.
    """
    other = f":root{{{variables(twin=True)}}}" if twin else ""
    return f'<style>@import url("{address()}");{other}</style>'
