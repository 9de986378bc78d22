import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as f}from"./chunk-4U7MVYZN.js";function r(x){return x<=32?x===32||x>=9&&x<=13:x<160?!1:x===160||x===5760||x>=8192&&x<=8202||x===8232||x===8233||x===8239||x===8287||x===12288||x===65279}f(r,"isWhite");export{r as a};
