import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as t}from"./chunk-SEV25LCZ.js";function e(r){let n=crypto.getRandomValues(new Uint8Array(12));return`${r}_${Array.from(n,o=>o.toString(16).padStart(2,"0")).join("")}`}t(e,"newId");export{e as a};
