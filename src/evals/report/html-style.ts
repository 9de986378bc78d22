/** The look of the HTML report: one column, light and dark, printable. */
export const htmlStyle = `
:root{color-scheme:light dark;--ink:#1d2127;--quiet:#5b6470;--line:#dfe3e8;--page:#fff;--red:#b3261e;--amber:#8a5a00;--green:#1b6e3c;--tint:#f5f6f8}
@media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--quiet:#a0a8b3;--line:#383e47;--page:#16191d;--red:#ff8a80;--amber:#ffca6b;--green:#7ddc9a;--tint:#1f242a}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main{max-width:56rem;margin:0 auto;padding:1.25rem}
header{border-bottom:4px solid var(--line)}
header.fail{border-color:var(--red)}header.inconclusive,header.pass-with-warning{border-color:var(--amber)}header.pass{border-color:var(--green)}
header p{margin:.25rem 0}h1{margin:0;font-size:1.75rem}h2{margin:1.75rem 0 .5rem;font-size:1.2rem}
.word{font-weight:700;letter-spacing:.04em}
.fail .word,li.fail b,.kind.lost,.kind.errored{color:var(--red)}
.inconclusive .word,.pass-with-warning .word,li.inconclusive b,li.warn b,.kind.missed,.kind.worsened,.kind.unjudged{color:var(--amber)}
.pass .word,.kind.gained,.kind.improved,.kind.steady{color:var(--green)}
.quiet{color:var(--quiet);font-size:.9em}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{white-space:nowrap}
td:nth-child(2),td:nth-child(3){font-variant-numeric:tabular-nums;white-space:nowrap}
.findings{padding-left:1.1rem}.findings li{margin:.4rem 0}
details{border-bottom:1px solid var(--line);padding:.5rem 0}
summary{cursor:pointer}
.kind{display:inline-block;min-width:6.5rem;font-weight:600}
.tag{margin-left:.4rem;padding:0 .4rem;border:1px solid var(--line);border-radius:.6rem;font-size:.8em;color:var(--quiet)}
dl{display:grid;grid-template-columns:8.5rem 1fr;gap:.2rem .75rem;margin:.5rem 0;padding:.6rem .75rem;background:var(--tint);border-radius:.4rem}
dt{grid-column:1;color:var(--quiet)}dd{grid-column:2;margin:0}
.results{border:0;padding:0 .75rem}.results li{margin:.4rem 0}
@media (max-width:40rem){dl{display:block}dd{margin-bottom:.4rem}}
@media print{details{break-inside:avoid}}
`.trim();
