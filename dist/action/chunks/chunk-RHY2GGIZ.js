import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as t}from"./chunk-SEV25LCZ.js";function i(r,n,e=`${n}s`){return`${r.toLocaleString("en-US")} ${r===1?n:e}`}t(i,"plural");export{i as a};
