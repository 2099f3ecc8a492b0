import { BASE_STYLE } from "../../model-code/core/page/style";

/** One sheet for screens of any width and for paper, which is always light. */
export const STYLE = `${BASE_STYLE}.overview{display:grid;gap:20px;margin-top:36px;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr))}
.verdict{font-weight:600;margin-top:16px}
.card.pass,.card.refuse{color:inherit}
.gates{list-style:none;padding:0;margin-top:18px;font-size:14.5px;border-top:1px solid var(--line)}
.gates li{display:flex;gap:12px;padding:7px 0;border-bottom:1px solid var(--line)}
.gates li>span:first-child{flex:none;width:82px}
.gates .reason{width:auto!important;flex:1!important;white-space:pre-wrap;overflow-wrap:anywhere}
.digest-line,.run{font-size:13px;color:var(--muted);margin-top:14px}
.tile .candidate{font-size:18px;line-height:28px}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:6px 18px;padding:0;margin-top:18px;font-size:14px}
figure{margin-top:28px}
figcaption p{color:var(--muted);font-size:14.5px;margin-top:4px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;margin-top:12px;font-size:14px}
.candidate{display:inline-flex;align-items:center;gap:7px;white-space:nowrap}
.candidate svg{width:12px;height:12px;flex:none}
.candidate svg.stroke{width:30px}
.charts{display:grid;gap:28px 32px;margin-top:16px;grid-template-columns:minmax(0,1fr)}
.charts>div{min-width:0}
.chart{display:block;width:100%;height:auto;font-family:inherit}
.chart text{font-family:inherit}
.beside{display:grid;gap:20px 40px;margin-top:16px;grid-template-columns:minmax(0,1fr);align-items:start}
.beside>*{min-width:0}
@media (min-width:700px){.charts-2,.charts-3{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (min-width:980px){.charts-3{grid-template-columns:repeat(3,minmax(0,1fr))}.beside{grid-template-columns:minmax(0,396px) minmax(0,1fr)}.beside .scroll{margin-top:0}}
.beside+h4{margin-top:24px}
.columns{display:grid;gap:8px 40px;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr))}
.columns>*{min-width:0;margin-top:18px}
.source+.source{margin-top:32px;padding-top:28px;border-top:1px solid var(--line)}
.source-name{margin-top:20px}
.warnings{padding-left:18px;font-size:14.5px}
.lineage .edge{fill:none;stroke:var(--axis);stroke-width:1.25}
.lineage .edge.absent{stroke-dasharray:3 4}
.lineage circle{stroke:var(--accent);stroke-width:1.75;fill:var(--accent)}
.lineage .reused circle,.lineage .source circle{fill:var(--surface)}
.lineage .absent circle{stroke:var(--axis);fill:var(--surface);stroke-dasharray:2 2}
.lineage .refused circle{stroke:var(--refuse);fill:var(--refuse)}
.lineage .package circle{stroke:var(--pass);fill:var(--pass)}
.lineage .name{font-size:13px;font-weight:600;fill:var(--text)}
.lineage .note{font-size:12px;fill:var(--muted)}
@media print{
body{background:#fff;font-size:10pt}main{max-width:none;padding:0}
.card,.part{border:0;padding:0}.part,.model{margin-top:24px}.model{break-before:page;border:0;padding:0}
.overview{grid-template-columns:minmax(0,1fr)}.charts-2{grid-template-columns:repeat(2,minmax(0,1fr))}.charts-3{grid-template-columns:repeat(3,minmax(0,1fr))}
.chart,.card,tr{break-inside:avoid}h2,h3,h4,h5,figcaption{break-after:avoid}
figcaption p,.gates{font-size:9.5pt}h5{font-size:9.5pt}h5 small{display:block;margin-left:0;font-size:8.5pt}nav,summary{display:none}details::details-content{content-visibility:visible;block-size:auto}
.scroll{overflow:visible}table{font-size:7.5pt}th{font-size:inherit}th,td{padding-right:8px}td.n,td.w,table .whole,table .candidate{white-space:normal}td:first-child:not(.n),td.why{min-width:0}
}
`;
