import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as n}from"./chunk-SEV25LCZ.js";function o(r){return r instanceof Error?r:new Error(String(r))}n(o,"asError");function f(r){return Buffer.from(r,"utf16le").toString("utf16le")}n(f,"ownCopy");export{o as a,f as b};
