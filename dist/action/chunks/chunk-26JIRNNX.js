import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as e}from"./chunk-SEV25LCZ.js";function i(n,r){let t=n.replace(/\s+/g," ").trim();return t.length<=r?t:`${t.slice(0,r-1).trimEnd()}\u2026`}e(i,"cutText");export{i as a};
