import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as r}from"./chunk-4U7MVYZN.js";import{hash as n}from"node:crypto";function i(t){return n("sha256",t,"hex")}r(i,"sha256");export{i as a};
