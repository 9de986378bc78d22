import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as n}from"./chunk-SEV25LCZ.js";var e={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"};function s(r){return r.replace(/[&<>"']/g,t=>e[t]??t)}n(s,"escapeHtml");export{s as a};
