import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as i}from"./chunk-SEV25LCZ.js";function c(){let e=0,t=0,r=0;return{count(f){t+=1,r+=f.bytes,f.scope==="write"&&(e+=1)},get traffic(){return{writeCalls:e,requests:t,bytes:r}}}}i(c,"createTrafficMeter");export{c as a};
