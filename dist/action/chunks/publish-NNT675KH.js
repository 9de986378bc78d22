import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as $}from"./chunk-3M3XZFAJ.js";import{a as l}from"./chunk-EQPCHEUP.js";import{a as O,b as S,c as C,d as M}from"./chunk-FX42K72X.js";import{a as v}from"./chunk-P5NYQZX3.js";import{a as D}from"./chunk-UQ7R6X4Z.js";import"./chunk-K3EWWZAT.js";import{a}from"./chunk-SEV25LCZ.js";function P({text:r,title:e,headings:t,fresh:i,anchor:o}){let s=a((n,c)=>{let p=o!==void 0&&c===t.at(-1)?` id="${l(o)}"`:"";return`<h${n}${p}>${l(c)}</h${n}>
`},"headingOf"),d=I(r).flatMap(n=>{if(n.is!=="text")return[n];let[c="",...m]=n.lines,p=t.indexOf(c.trim())+1;return p===0||m.length>0?[n]:[{is:"heading",level:Math.min(6,p),words:c.trim()}]}),f=new Set(d.flatMap(n=>n.is==="heading"?[n.words]:[]));return[...i.filter(n=>n!==e&&!f.has(n)).map(n=>s(Math.min(6,t.indexOf(n)+1),n)),...d.map(n=>{switch(n.is){case"heading":return n.words===e?"":s(n.level,n.words);case"code":return`<pre>${l(n.lines.join(`
`))}</pre>
`;case"text":return N(n.lines);default:return n}})].join("")}a(P,"renderText");var T=/^\s{0,3}(`{3,}|~{3,})/;function I(r){let e=[],t=[],i,o=a(s=>{t.some(d=>d.trim()!=="")&&e.push({is:s,lines:t}),t=[]},"end");for(let s of r.split(`
`)){let d=T.exec(s)?.[1];if(i!==void 0){let n=d?.startsWith(i)===!0&&s.trim()===d;n?o("code"):t.push(s),n&&(i=void 0);continue}let[,f,u]=/^(#{1,6})\s+(.+)$/.exec(s)??[];d!==void 0?(o("text"),i=d):f!==void 0&&u!==void 0?(o("text"),e.push({is:"heading",level:f.length,words:L(u)})):s.trim()===""?o("text"):t.push(s)}return o(i===void 0?"text":"code"),e}a(I,"splitBlocks");function L(r){return r.replace(/\s*\{#[^}]*\}\s*$/,"").replace(/\s+#+\s*$/,"").trim()}a(L,"withoutMarks");var w=/^\s*(?:[-*+]|\d{1,9}[.)])\s+/;function N(r){let[e=""]=r;return w.test(e)?E(r):e.trim().startsWith("|")?H(r):`<p>${l(r.join(`
`).trim())}</p>
`}a(N,"renderLines");function E(r){let e=[];for(let t of r)w.test(t)?e.push(t.replace(w,"")):e.push(`${e.pop()??""} ${t.trim()}`);return`<ul>
${e.map(t=>`<li>${l(t)}</li>
`).join("")}</ul>
`}a(E,"renderList");function H(r){let e=r.filter(i=>!/^[\s|:-]+$/.test(i)),t=a(i=>i.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(o=>`<td>${l(o.trim())}</td>`).join(""),"cells");return`<table>
${e.map(i=>`<tr>${t(i)}</tr>
`).join("")}</table>
`}a(H,"renderTable");function R(r,e){let{title:t,url:i,language:o}=r,s=/^https?:/.test(i)?`<p><a href="${l(i)}">${l(i)}</a></p>
`:"";return`<!doctype html>
<html${o===void 0?"":` lang="${l(o)}"`}>
<head><meta charset="utf-8"><title>${l(t)}</title></head>
<body><main>
<h1>${l(t)}</h1>
${K(e,t)}</main><footer>
${s}</footer></body>
</html>
`}a(R,"renderPage");function K(r,e){let t=[],i=[e];for(let{text:o,gap:s,headings:d,anchor:f}of M(r)){let u=t.at(-1),n=W(d,i);u!==void 0&&n===d.length&&n===i.length?u.text+=s+o:(t.push({headings:d,anchor:f,fresh:d.slice(n),text:o}),i=d)}return t.map(o=>`<section>
${P({...o,title:e})}</section>
`).join("")}a(K,"renderSections");function W(r,e){let t=r.findIndex((i,o)=>i!==e[o]);return t===-1?Math.min(r.length,e.length):t}a(W,"commonLength");var q=50;function ie(r){let{site:e,label:t}=r,{notebook:i}=e;return{label:t,async open(o){let s=await O(i,o),d=v(),f=new Map,u=[];async function n(){if(u.length===0)return[];let c=[],m=[],p=[],h=new Map;for(let[g,y]of f){let x=j(o.namespace,g);if(y.do==="upsert"&&y.document.acl?.kind==="public"){let{document:b,chunks:k}=y;c.push(S(b,k.length,x)),m.push({key:e.pageKey(x),value:R(b,k)})}else p.push(g),y.do==="upsert"&&h.set(g,z)}await s.keep({put:c,remove:p},{put:[...m,e.changed()],remove:p.map(g=>e.pageKey(j(o.namespace,g)))});let B=u.map(g=>F(g,h));return f.clear(),u=[],B}return a(n,"flush"),{manifest:s.manifest,get traffic(){return d.traffic},async add(c,m){return c.do==="describe"?[C(c)]:(await s.claim(m),f.set($(c),c),u.push(c),u.length>=q?n():[])},async finish(c,m){let p=await n(),h=await e.changedSince();return h!==void 0&&(await r.haveItRead({signal:m,onRequest:d.count}),await e.read(h)),p}}}}}a(ie,"createPublishDestination");var z="its readers are restricted or unknown, and what is published can be read by whoever has the address";function F(r,e){let t=$(r);if(r.do==="delete")return{documentId:t,outcome:"removed"};let i=e.get(t);return i===void 0?{documentId:t,outcome:"stored"}:{documentId:t,outcome:"refused",reason:i}}a(F,"receiptOf");function j(r,e){return D(JSON.stringify([r,e])).slice(0,24)}a(j,"pageOf");export{ie as createPublishDestination};
