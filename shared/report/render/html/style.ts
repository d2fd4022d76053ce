/**
 * The look of every page. No image, font or file of anybody's: a report is one file. Colours are pairs with a contrast
 * of at least 4.5 to 1 in light and in dark (WCAG 2.2, 1.4.3); a status is told by sign and word as well as by colour.
 */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#515d6d;--line:#d5dbe3;--mark:#fff1b8;--code:#eef1f5;
--pass:#16693a;--info:#1b5e8f;--warn:#8a5300;--fail:#b3201f;--inconclusive:#6b3fa0;--notApplicable:#5a6472;--notTested:#5a6472;--accent:#0b5cad}
@media(prefers-color-scheme:dark){:root{--bg:#12161c;--card:#1b2129;--ink:#e8ecf1;--soft:#a7b2c0;--line:#343d49;--mark:#4a3d0f;--code:#252d37;
--pass:#5fd38d;--info:#7cc0f2;--warn:#f2b04d;--fail:#ff8a80;--inconclusive:#c9a5f5;--notApplicable:#a3adba;--notTested:#a3adba;--accent:#7cc0f2}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.15em}
a,button,summary,input{border-radius:.3rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
h1,h2,h3{line-height:1.2;margin:0 0 .5rem}h1{font-size:1.9rem}h2{font-size:1.25rem}h3{font-size:1rem}
p{margin:0 0 .5rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);margin:0}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.top,main,footer{max-width:68rem;margin:0 auto;padding:0 1rem}
.top{display:flex;gap:1rem;align-items:baseline;flex-wrap:wrap;padding-top:1rem;padding-bottom:1rem;color:var(--soft)}
.top b{color:var(--ink)}.top .grow{flex:1}
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.25rem;margin:0 0 1rem}
.verdict{border-left:.5rem solid var(--tone);min-height:11.5rem}
.verdict h1{color:var(--tone)}
.eyebrow{color:var(--soft);font-size:.95rem}
.headline{font-size:1.15rem;max-width:60rem}
.advice{font-weight:600}
.tone-ready{--tone:var(--pass)}.tone-readyWithWarnings{--tone:var(--warn)}.tone-notReady{--tone:var(--fail)}.tone-incomplete{--tone:var(--inconclusive)}.tone-running,.tone-cancelled{--tone:var(--info)}
.side{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:.05rem .7rem;font-size:.9rem;color:var(--soft)}
.parts{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;list-style:none;padding:0;margin:.6rem 0 0;font-size:.95rem;min-height:1.6rem}
.pass{color:var(--pass)}.info{color:var(--info)}.warn{color:var(--warn)}.fail{color:var(--fail)}.inconclusive{color:var(--inconclusive)}.notApplicable,.notTested,.pending{color:var(--notTested)}
.sign{display:inline-block;min-width:1.3em;text-indent:0;font-weight:700;text-align:center}
.finding{border-top:1px solid var(--line);padding:.9rem 0 .5rem}.finding:first-of-type{border-top:0}
.finding h3{font-size:1.1rem}h3 .side{font-weight:400}
.remedy{border-left:.25rem solid var(--accent);padding:.1rem 0 .1rem .8rem;margin:.5rem 0}
.remedy b{display:block;font-size:.85rem;color:var(--soft)}
code,.log{font-family:ui-monospace,SFMono-Regular,Consolas,"Liberation Mono",Menlo,monospace;font-size:.87rem}
code{background:var(--code);padding:.05rem .3rem;border-radius:.25rem}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding:.8rem 0 .3rem;font-size:1.05rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line);font-weight:400}
thead th{color:var(--soft);font-size:.85rem;border-top:0}
.rows th:first-child{width:18rem}.rows tbody th:first-child{padding-left:1.9em;text-indent:-1.9em}.rows .n{color:var(--soft);display:inline-block;min-width:1.6em;text-indent:0}
.rows small,.sub{color:var(--soft);font-size:.87rem}
.each{list-style:none;margin:0;padding:0}.each li{padding-left:1.6em;text-indent:-1.6em}
.sofar{min-height:13rem}.sofar li{padding-bottom:.25rem}
details>summary{cursor:pointer;padding:.15rem 0}
.log{list-style:none;margin:.4rem 0;padding:.4rem 0;background:var(--code);border-radius:.4rem;overflow-x:auto}
.log li{display:grid;grid-template-columns:3.2rem 4.6rem 1.6rem 1fr;gap:.3rem;padding:0 .6rem;white-space:pre-wrap}
.log .at,.log .no{color:var(--soft);text-align:right}
.log li{border-left:.2rem solid transparent}.log .tls{border-left-color:var(--pass)}
.log .dir-C{color:var(--accent)}.log .dir-S{color:var(--pass)}
.log .cited,.log :target,.log .hit{background:var(--mark)}
.log .away{display:none}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.25rem .9rem;margin:0}dt{color:var(--soft)}dd{margin:0;min-width:0}
dl.reasons{grid-template-columns:1fr}.reasons dt{color:var(--ink);margin-top:.4rem}.reasons dd{color:var(--soft);padding-left:1.6rem}
.lane{margin:.4rem 0 .8rem}.lane svg{display:block;width:100%;height:1.6rem}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.87rem;list-style:none;padding:0;margin:.2rem 0}
.key svg{width:.8rem;height:.8rem;vertical-align:-.08rem}
.stage-connect{fill:#4c78a8}.stage-banner{fill:#c26a1b}.stage-ehlo{fill:#54794b}.stage-starttls{fill:#a24f94}.stage-tls{fill:#7a4fc2}.stage-mail{fill:#2f8f83}.stage-rcpt{fill:#b04456}.stage-data{fill:#8b6d3f}.stage-endOfData{fill:#6a7a1f}.stage-quit{fill:#808893}.stage-ours{fill:#b9c0c9}
.pipe{display:flex;align-items:center;gap:.6rem;margin:.3rem 0 1rem;flex-wrap:wrap}
.pipe .end{border:1px solid var(--line);border-radius:.5rem;padding:.5rem .9rem;text-align:center}
.pipe .wire{flex:1;min-width:12rem;text-align:center;border-bottom:.25rem solid var(--tone);padding-bottom:.3rem}
.bar{width:100%;height:1.2rem;display:block}.bar .whole{fill:var(--line)}.bar .left{fill:var(--pass)}.bar .over{fill:var(--fail)}.bar .now{fill:var(--ink)}
button{font:inherit;color:var(--accent);background:none;border:1px solid currentColor;padding:.1rem .6rem;cursor:pointer}
.needs-script{display:none}.scripted .needs-script{display:inline-block}
input{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);padding:.35rem .5rem;max-width:100%}
.wait{animation:wait 1.6s ease-in-out infinite alternate}@keyframes wait{from{opacity:.35}to{opacity:1}}
@media(prefers-reduced-motion:reduce){.wait{animation:none}}
progress{display:block;width:100%;height:1.2rem;margin:.3rem 0 .6rem;accent-color:var(--tone)}
.lanes tbody th:first-child{padding-left:0;text-indent:0}.links{margin:0;padding-left:1.2rem}.links a,.lanes a{display:inline-block;min-height:1.5rem;min-width:1.5rem}.links a{margin-right:.6rem}
footer{color:var(--soft);font-size:.9rem;padding-top:.5rem;padding-bottom:2rem}
@media(max-width:40rem){
h1{font-size:1.5rem}section{padding:.9rem .9rem}.verdict{min-height:15rem}
.rows thead{display:none}.rows tr{display:block;border-top:1px solid var(--line);padding:.4rem 0}.rows tr>*{display:block;width:auto;border:0;padding:.05rem 0}
.rows td[data-of]::before{content:attr(data-of) ": ";color:var(--soft)}
.log li{grid-template-columns:2rem 1.3rem 1fr}.log .at{display:none}
.top .grow{flex-basis:100%;order:1}.top{justify-content:space-between;row-gap:.2rem}.pipe{flex-direction:column;align-items:stretch}.sofar{min-height:16rem}
dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
@media print{
@page{size:A4;margin:14mm}
:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#333;--line:#999;--code:#f3f3f3;--mark:#e8e8e8}
html{font-size:9.5pt}.top .grow,.top a,.skip,.needs-script,.scripted .needs-script{display:none}
section{border:0;border-top:1px solid var(--line);border-radius:0;padding:.6rem 0;break-inside:auto}
.verdict{border-left:.5rem solid var(--tone);padding-left:.8rem;min-height:0}
.rows tr,.lane,.remedy,.log li{break-inside:avoid}h2,h3,caption{break-after:avoid}a{color:inherit;text-decoration:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`.trim();
