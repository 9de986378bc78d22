import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as n}from"./chunk-SEV25LCZ.js";function s(o){let e=["B","KiB","MiB","GiB","TiB"],t=o,i=0;for(;t>=1024&&i<e.length-1;)t/=1024,i+=1;let r=i===0||t>=10?0:1;return`${t.toFixed(r)} ${e[i]}`}n(s,"formatBytes");export{s as a};
