import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a}from"./chunk-RHY2GGIZ.js";import{a as i}from"./chunk-SEV25LCZ.js";function m(e,o){let l=o.toSorted((n,t)=>n.line-t.line||(n.column??0)-(t.column??0)),r=l.map(({line:n,column:t})=>[e,n,...t===void 0?[]:[t]].join(":")),s=Math.max(...r.map(n=>n.length)),d=l.map(({message:n},t)=>`  ${r[t]?.padEnd(s)}  ${n}`);return`${e} is not right (${a(o.length,"fault")}):
${d.join(`
`)}`}i(m,"listFaults");export{m as a};
