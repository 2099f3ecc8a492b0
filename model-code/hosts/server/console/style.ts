import { BASE_STYLE } from "../../../core/page/style";

/** The look of the console: that of the report, with forms and small bars. */
export const STYLE = `${BASE_STYLE}nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:6px 18px;padding:0;margin-top:18px;font-size:14px}
.service{margin-top:36px}
.model{margin-top:56px;padding-top:36px}
.model>header{justify-content:flex-start}
.sections{display:grid;gap:20px;margin-top:24px;grid-template-columns:minmax(0,1fr)}
.sections .part{margin-top:0;padding:22px 26px 26px}
@media (min-width:980px){.sections{grid-template-columns:repeat(2,minmax(0,1fr))}.sections .wide{grid-column:1/-1}}
.about{color:var(--muted);font-size:14.5px}
.part p.about:empty{display:none}
.problem,.refusal{margin-top:16px;padding:12px 16px;border-radius:8px;background:var(--refuse-ground);color:var(--refuse);overflow-wrap:anywhere}
.refusal p{margin-top:0}
.answer{margin-top:14px;padding:16px 18px;border-radius:8px;background:var(--pass-ground)}
.answer .tile dt,.answer .tile dd small,.answer .about{color:var(--text)}
.reasons{margin-top:10px;padding-left:18px;font-size:14.5px}
.reasons li::first-letter{text-transform:uppercase}
svg{vertical-align:middle}
svg.share{display:block;width:100%;height:10px;margin-top:14px;border-radius:5px}
.stable{fill:var(--series-0)}.canary{fill:var(--series-1)}
.columns rect{fill:var(--series-0)}.columns line{stroke:var(--axis)}
.limit .within{fill:var(--series-0)}.limit .beyond{fill:var(--refuse)}.limit line{stroke:var(--text);stroke-width:1.5}
.decisions{list-style:none;padding:0;margin-top:6px}
.decisions li{padding:10px 0;border-bottom:1px solid var(--line);font-size:14.5px}
.decisions li:last-child{border:0;padding-bottom:0}
.part .decisions p{margin-top:0}
.decisions strong{display:inline-block;font-weight:620}
.decisions strong::first-letter,.reason::first-letter{text-transform:uppercase}
.decisions .when{color:var(--muted);font-size:13px}
form{margin-top:18px}
.fields{display:grid;gap:18px 24px;grid-template-columns:repeat(auto-fill,minmax(min(100%,210px),1fr))}
.field{min-width:0}
.part .field p{margin-top:4px;font-size:13px}
label{display:block;font-size:14px;font-weight:600;margin-bottom:4px;overflow-wrap:anywhere}
input[type=text],select{width:100%;font:inherit;font-size:16px;line-height:1.4;color:var(--text);background:var(--ground);border:1px solid var(--baseline);border-radius:6px;padding:7px 10px;min-height:40px;font-variant-numeric:tabular-nums}
[aria-invalid]{border-color:var(--refuse)!important;box-shadow:0 0 0 1px var(--refuse)}
.hint{color:var(--muted)}
.fault{color:var(--refuse);font-weight:600}
.unusual{font-weight:600}
button{margin-top:22px;font:inherit;font-weight:600;color:var(--surface);background:var(--accent);border:0;border-radius:8px;padding:10px 26px;min-height:44px;cursor:pointer}
button:hover{filter:brightness(1.1)}
footer{margin-top:56px;color:var(--muted);font-size:14px}
@media (max-width:560px){svg.limit,svg.columns{width:92px;height:auto}.fields{grid-template-columns:repeat(2,minmax(0,1fr));gap:18px 14px}.service,.sections .part{padding:18px 16px 22px}.model{margin-top:40px;padding-top:24px}}
`;
