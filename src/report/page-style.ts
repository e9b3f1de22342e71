/** The report's one style sheet, inlined; its hash is in the page's security policy. Nothing is fetched. */
export const PAGE_STYLE = `
:root{--ink:#16202e;--soft:#5b6778;--line:#dfe4ea;--paper:#fff;--wash:#f5f7f9;--navy:#12304f;--bad:#c23a2b;--all:#b5c3d3;
--observe:#64748b;--label:#2f6fb0;--warn:#b7791f;--rate-limit:#c2621b;--divert:#b8441f;--block:#a61b1b}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--wash);color:var(--ink);font:15px/1.6 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;font-variant-numeric:tabular-nums}
.switch{position:absolute;opacity:0;pointer-events:none}
.langs{position:absolute;top:22px;right:max(24px,calc(50vw - 536px));display:flex;border:1px solid rgba(255,255,255,.45);border-radius:6px;overflow:hidden;font-size:13px;z-index:1}
.langs label{padding:2px 12px;color:#dbe6f1;cursor:pointer}
#show-zh:checked~.langs [for=show-zh],#show-en:checked~.langs [for=show-en]{background:#fff;color:var(--navy)}
#show-zh:focus-visible~.langs [for=show-zh],#show-en:focus-visible~.langs [for=show-en]{outline:2px solid #ffd166;outline-offset:-2px}
#show-zh:checked~.page span[lang=en],#show-en:checked~.page span[lang=zh]{display:none}
.page>header,main{padding:0 max(24px,calc(50vw - 536px))}
.page>header{background:var(--navy);color:#fff;padding-top:26px;padding-bottom:30px}
.brand{font-size:14px;letter-spacing:.06em;color:#bcd0e4}
.brand b{color:#fff;font-size:17px;margin-right:6px;letter-spacing:.12em}
h1{font-size:29px;line-height:1.25;margin:14px 0 6px;font-weight:650}
.page>header p{margin:0;color:#c9d8e7;overflow-wrap:anywhere}
main{padding-bottom:48px}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:14px;margin:-16px 0 0}
.tile{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:14px 18px;box-shadow:0 1px 3px rgba(18,48,79,.07)}
.tile b{display:block;font-size:27px;line-height:1.25;font-weight:650}
.tile.alert b{color:var(--bad)}
.tile span,.small,small,figcaption,.key{color:var(--soft);font-size:13px}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:20px 24px 22px;margin-top:18px}
h2{font-size:18px;margin:0 0 10px;font-weight:650}
section>p{margin:6px 0;max-width:78ch}
.lead{font-size:16px}
.chart{position:relative;padding-top:18px}
.most{position:absolute;top:0;left:0;font-size:12px;color:var(--soft)}
.bars{display:block;width:100%;height:170px;border-bottom:1px solid #9aa7b6;border-top:1px dashed var(--line)}
.bars .all,.key .all{fill:var(--all);background:var(--all)}.bars .bad,.key .bad{fill:var(--bad);background:var(--bad)}
.axis{display:flex;justify-content:space-between;font-size:12px;color:var(--soft);margin-top:4px}
.key{margin:6px 0 0}.key i{display:inline-block;width:11px;height:11px;border-radius:2px;margin:0 2px 0 10px}.key i:first-child{margin-left:0}
.ladder{display:grid;grid-template-columns:auto auto 1fr;gap:7px 14px;align-items:center;margin-top:12px}
.ladder .bar{width:100%;height:14px;display:block}.ladder .bar rect{fill:var(--navy)}
.ladder .meaning{display:flex;gap:10px;align-items:center;min-width:0}.ladder .meaning small{flex:0 0 24em}
.ladder b{text-align:right}
.badge{display:inline-block;padding:1px 9px;border-radius:99px;font-size:13px;color:#fff;background:var(--observe);white-space:nowrap}
.badge.forged{background:#fff;color:var(--bad);box-shadow:inset 0 0 0 1px var(--bad)}.badge.label{background:var(--label)}.badge.warn{background:var(--warn)}.badge.rate-limit{background:var(--rate-limit)}.badge.divert{background:var(--divert)}.badge.block{background:var(--block)}
.card{border:1px solid var(--line);border-left:4px solid var(--observe);border-radius:8px;margin-top:14px;break-inside:avoid}
.card.label{border-left-color:var(--label)}.card.warn{border-left-color:var(--warn)}.card.rate-limit{border-left-color:var(--rate-limit)}.card.divert{border-left-color:var(--divert)}.card.block{border-left-color:var(--block)}
.card>header{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center;padding:10px 16px;border-bottom:1px solid var(--line)}
.rank{color:var(--soft);min-width:1.6em}
h3{font-size:18px;margin:0;font-weight:650;overflow-wrap:anywhere;min-width:0;unicode-bidi:isolate}
.kind{color:var(--soft);font-size:13px}
.score{margin-left:auto;color:var(--soft);font-size:13px}.score b{color:var(--ink);font-size:18px}
.body{display:grid;grid-template-columns:1fr 396px;gap:6px 26px;padding:10px 16px 12px}
.reasons{list-style:none;margin:0;padding:0;min-width:0}
.reasons li{display:flex;gap:10px;padding:4px 0;overflow-wrap:anywhere}.reasons li>div{min-width:0}
.weight{flex:0 0 44px;text-align:right;font-weight:600;color:var(--bad)}.for .weight{color:#2c7a4b}.note .weight{color:var(--soft)}
.reasons a,.reasons code{font-size:11.5px;color:var(--soft);text-decoration:none;white-space:nowrap;margin-left:4px}
.reasons a:hover{text-decoration:underline}
.facts dl{display:grid;grid-template-columns:repeat(3,1fr);gap:2px 14px;margin:4px 0 8px}
.facts dt{color:var(--soft);font-size:12px;line-height:1.4}.facts dd{margin:0 0 4px;font-weight:550;font-size:14px}
.n{white-space:nowrap}.strip{margin:0}.strip svg{display:block;max-width:100%;height:auto}.strip text{font-size:9px;fill:var(--soft)}
.strip path{stroke-width:9;stroke-dasharray:9 2;fill:none}.h0{stroke:#eef1f4}.h1{stroke:#f3c9b8}.h2{stroke:#e39374}.h3{stroke:#cf5b3c}.h4{stroke:#9b1c1c}
.wide{overflow-x:auto;margin-top:8px}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px}
th,td{padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}
td.number{white-space:nowrap;font-weight:600;unicode-bidi:isolate}td.why{min-width:16em}td.path{overflow-wrap:anywhere;min-width:9em}
.files td:nth-child(n+3),.files th:nth-child(n+3),.rest td:nth-child(4),.rest td:nth-child(5),.rest td:nth-child(6){text-align:right;white-space:nowrap}
.files tfoot td{font-weight:600}.files tfoot td:nth-child(n+2){text-align:right}
.rules div{padding:7px 0;border-bottom:1px solid var(--line);scroll-margin-top:12px}.rules div:target{background:#fff7e0}
.rules dt{font-weight:600}.rules dt code{font-weight:400;font-size:12px;color:var(--soft)}.rules dd{margin:0;font-size:14px;color:#38465a}.rules cite{color:var(--soft);font-style:normal}
.caveats{padding-left:1.2em;margin:0;max-width:82ch}.caveats li{margin:6px 0}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12.5px;overflow-wrap:anywhere}
.blank{display:inline-block;min-width:18em;border-bottom:1px solid var(--ink)}
footer{color:var(--soft);font-size:13px;margin-top:22px}
@media(max-width:820px){.tiles{grid-template-columns:1fr 1fr;gap:10px}.body{grid-template-columns:1fr}section{padding:16px 14px 18px}.page>header,main{padding-left:14px;padding-right:14px}.langs{right:14px}h1{font-size:23px}.tile{padding:10px 14px}.tile b{font-size:22px}
.ladder .meaning{flex-direction:column;align-items:stretch;gap:2px}.ladder .meaning small{flex:none}.score{margin-left:0}.bars{height:130px}.axis span:nth-child(even){display:none}.weight{flex-basis:36px}.blank{min-width:100%}}
@page{size:A4;margin:14mm 12mm}
@media print{body{background:#fff;font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}.langs{display:none}.page>header{background:#fff;color:var(--ink);padding:0 0 8px;border-bottom:2px solid var(--navy)}.page>header p,.brand,.brand b{color:var(--soft)}
main{padding:0}section,.tile{border:0;box-shadow:none;padding:0}.tiles{margin-top:10px;grid-template-columns:repeat(4,1fr)}section{margin-top:16px}.tile b{font-size:17pt}.body{grid-template-columns:1fr 340px}.wide{overflow:visible}h2{break-after:avoid}.rules div,tr{break-inside:avoid}.bars{height:120px}}
`;
