import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as r}from"./chunk-SEV25LCZ.js";import{hash as n}from"node:crypto";function i(t){return n("sha256",t,"hex")}r(i,"sha256");export{i as a};
