/** The page's colours. Text has a contrast of 4.5 and more on both grounds, marks of 3; series are told apart by the colour-blind too. */
const LIGHT = `--ground:#f7f7f5;--surface:#fff;--text:#1b1d20;--muted:#5a6069;--line:#e6e6e3;--axis:#b9bbbd;--accent:#35618f;--pass:#1b6e3c;--pass-ground:#e6f3ea;--refuse:#a82a20;--refuse-ground:#fbeae8;
--baseline:#70757e;--series-0:#0b62c4;--series-1:#c2500a;--series-2:#0c7a6b;--series-3:#8a3fa8;--series-4:#8a6a00;--train:#9db4cf;--validate:#35618f;--test:#c2500a`;
const DARK = `--ground:#121316;--surface:#191b1f;--text:#e7e8ea;--muted:#a4a9b2;--line:#2b2e34;--axis:#565b64;--accent:#82b1e6;--pass:#6fd398;--pass-ground:#16301f;--refuse:#ff9a8f;--refuse-ground:#3a1c19;
--baseline:#9aa0aa;--series-0:#6fabff;--series-1:#ff9d5c;--series-2:#45c9b5;--series-3:#d39cf0;--series-4:#dcbc4a;--train:#4a6180;--validate:#82b1e6;--test:#ff9d5c`;

/** What every page of the project looks like, on screens of any width, light and dark. */
export const BASE_STYLE = `
:root{color-scheme:light;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
main{max-width:1180px;margin:0 auto;padding:56px 24px 96px}
h1,h2,h3,h4,h5,p,ul,dl,dd,figure{margin:0}
h1{font-size:34px;line-height:1.15;letter-spacing:-.02em;font-weight:650}
h2{font-size:27px;line-height:1.2;letter-spacing:-.015em;font-weight:650}
h3{font-size:20px;line-height:1.3;letter-spacing:-.005em;font-weight:620}
h4{font-size:16px;font-weight:620}
h5{font-size:14px;font-weight:600;margin-bottom:6px}
h5 small{font-weight:400;color:var(--muted);font-size:13px;margin-left:6px}
p{max-width:74ch}
a{color:inherit;text-decoration-color:var(--axis);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
code{font:.86em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.digest{overflow-wrap:anywhere;word-break:break-all}
.kicker{font-size:13px;color:var(--muted);letter-spacing:.02em;margin-bottom:6px}
header.page p:last-child{color:var(--muted);margin-top:10px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:24px 26px;min-width:0}
.card header,.model>header{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:8px 16px}
.model>header{justify-content:flex-start}
.title{color:var(--muted);margin-top:4px}
.pill{font-size:13px;font-weight:600;padding:3px 11px;border-radius:99px;background:var(--line)}
.pill.pass{color:var(--pass);background:var(--pass-ground)}
.pill.refuse{color:var(--refuse);background:var(--refuse-ground)}
.pass{color:var(--pass)}.refuse{color:var(--refuse)}
td.why::first-letter,.gates li>span:not(.reason):last-child::first-letter{text-transform:uppercase}
span.pass,span.refuse{font-weight:600;white-space:nowrap}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(132px,1fr));gap:18px 24px;margin-top:18px}
.tile dt{font-size:13px;color:var(--muted)}
.tile dd{font-size:22px;font-weight:620;letter-spacing:-.01em;line-height:1.3;font-variant-numeric:tabular-nums}
.tile dd small{display:block;font-size:13px;font-weight:400;letter-spacing:0;color:var(--muted);line-height:1.4}
.model{margin-top:72px;padding-top:40px;border-top:1px solid var(--line);scroll-margin-top:0}
.part{margin-top:32px;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:28px 30px 32px;scroll-margin-top:16px}
.part>h3+*{margin-top:8px}
.part p{margin-top:8px}
.part .lead{font-size:17px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:12px 32px;margin-top:18px}
.facts.wide{grid-template-columns:minmax(0,1fr)}
.facts dt{font-size:13px;color:var(--muted)}
.facts dd{overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin-top:14px;max-width:100%}
table{border-collapse:collapse;font-size:14px;line-height:1.45;font-variant-numeric:tabular-nums;min-width:100%}
th{font-weight:600;font-size:13px;color:var(--muted);text-align:left;vertical-align:bottom;padding:6px 18px 6px 0;border-bottom:1px solid var(--axis)}
td{padding:6px 18px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:4px}
th.n,td.n{text-align:right;white-space:nowrap}
td:first-child:not(.n){min-width:6.5em}
td.why{min-width:16em}
td small{color:var(--muted)}
td.w,.whole{white-space:nowrap}
th.n{white-space:normal}
details{margin-top:16px}
summary{cursor:pointer;font-size:14px;color:var(--muted);width:max-content}
.missing{color:var(--muted);border-left:3px solid var(--axis);padding-left:12px}
@media (max-width:560px){main{padding:32px 14px 64px}.card,.part{padding:20px 16px 24px;border-radius:10px}h1{font-size:29px}.model{margin-top:48px;padding-top:28px}}
`;
