import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as O,b as C,c as R}from"./chunk-GS6SSE6Y.js";import{a as v}from"./chunk-ZZT4P65S.js";import{a as k}from"./chunk-H27NQSXS.js";import"./chunk-EEBGGKRO.js";import{a as s}from"./chunk-4U7MVYZN.js";var B={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"};function l(t){return t.replace(/[&<>"']/g,e=>B[e]??e)}s(l,"escapeHtml");function S({text:t,title:e,headings:n,fresh:i,anchor:o}){let a=s((r,c)=>{let p=o!==void 0&&c===n.at(-1)?` id="${l(o)}"`:"";return`<h${r}${p}>${l(c)}</h${r}>
`},"headingOf"),d=T(t).flatMap(r=>{if(r.is!=="text")return[r];let[c="",...m]=r.lines,p=n.indexOf(c.trim())+1;return p===0||m.length>0?[r]:[{is:"heading",level:Math.min(6,p),words:c.trim()}]}),f=new Set(d.flatMap(r=>r.is==="heading"?[r.words]:[]));return[...i.filter(r=>r!==e&&!f.has(r)).map(r=>a(Math.min(6,n.indexOf(r)+1),r)),...d.map(r=>{switch(r.is){case"heading":return r.words===e?"":a(r.level,r.words);case"code":return`<pre>${l(r.lines.join(`
`))}</pre>
`;case"text":return L(r.lines);default:return r}})].join("")}s(S,"renderText");var I=/^\s{0,3}(`{3,}|~{3,})/;function T(t){let e=[],n=[],i,o=s(a=>{n.some(d=>d.trim()!=="")&&e.push({is:a,lines:n}),n=[]},"end");for(let a of t.split(`
`)){let d=I.exec(a)?.[1];if(i!==void 0){let r=d?.startsWith(i)===!0&&a.trim()===d;r?o("code"):n.push(a),r&&(i=void 0);continue}let[,f,u]=/^(#{1,6})\s+(.+)$/.exec(a)??[];d!==void 0?(o("text"),i=d):f!==void 0&&u!==void 0?(o("text"),e.push({is:"heading",level:f.length,words:H(u)})):a.trim()===""?o("text"):n.push(a)}return o(i===void 0?"text":"code"),e}s(T,"splitBlocks");function H(t){return t.replace(/\s*\{#[^}]*\}\s*$/,"").replace(/\s+#+\s*$/,"").trim()}s(H,"withoutMarks");var $=/^\s*(?:[-*+]|\d{1,9}[.)])\s+/;function L(t){let[e=""]=t;return $.test(e)?N(t):e.trim().startsWith("|")?q(t):`<p>${l(t.join(`
`).trim())}</p>
`}s(L,"renderLines");function N(t){let e=[];for(let n of t)$.test(n)?e.push(n.replace($,"")):e.push(`${e.pop()??""} ${n.trim()}`);return`<ul>
${e.map(n=>`<li>${l(n)}</li>
`).join("")}</ul>
`}s(N,"renderList");function q(t){let e=t.filter(i=>!/^[\s|:-]+$/.test(i)),n=s(i=>i.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(o=>`<td>${l(o.trim())}</td>`).join(""),"cells");return`<table>
${e.map(i=>`<tr>${n(i)}</tr>
`).join("")}</table>
`}s(q,"renderTable");function D(t,e){let{title:n,url:i,language:o}=t,a=/^https?:/.test(i)?`<p><a href="${l(i)}">${l(i)}</a></p>
`:"";return`<!doctype html>
<html${o===void 0?"":` lang="${l(o)}"`}>
<head><meta charset="utf-8"><title>${l(n)}</title></head>
<body><main>
<h1>${l(n)}</h1>
${E(e,n)}</main><footer>
${a}</footer></body>
</html>
`}s(D,"renderPage");function E(t,e){let n=[],i=[e];for(let{text:o,gap:a,headings:d,anchor:f}of R(t)){let u=n.at(-1),r=K(d,i);u!==void 0&&r===d.length&&r===i.length?u.text+=a+o:(n.push({headings:d,anchor:f,fresh:d.slice(r),text:o}),i=d)}return n.map(o=>`<section>
${S({...o,title:e})}</section>
`).join("")}s(E,"renderSections");function K(t,e){let n=t.findIndex((i,o)=>i!==e[o]);return n===-1?Math.min(t.length,e.length):n}s(K,"commonLength");var W=50;function ie(t){let{site:e,label:n}=t,{notebook:i}=e;return{label:n,async open(o){let a=await O(i,o),d=v(),f=new Map,u=[];async function r(){if(u.length===0)return[];let c=[],m=[],p=[],h=new Map;for(let[g,y]of f){let x=M(o.namespace,g);if(y.do==="upsert"&&y.document.acl?.kind==="public"){let{document:w,chunks:b}=y;c.push(C(w,b.length,x)),m.push({key:e.pageKey(x),value:D(w,b)})}else p.push(g),y.do==="upsert"&&h.set(g,z)}await a.keep({put:c,remove:p},{put:[...m,e.changed()],remove:p.map(g=>e.pageKey(M(o.namespace,g)))});let j=u.map(g=>F(g,h));return f.clear(),u=[],j}return s(r,"flush"),{manifest:a.manifest,get traffic(){return d.traffic},async add(c,m){return await a.claim(m),f.set(P(c),c),u.push(c),u.length>=W?r():[]},async finish(c,m){let p=await r(),h=await e.changedSince();return h!==void 0&&(await t.haveItRead({signal:m,onRequest:d.count}),await e.read(h)),p}}}}}s(ie,"createPublishDestination");var z="its readers are restricted or unknown, and what is published can be read by whoever has the address";function F(t,e){let n=P(t);if(t.do==="delete")return{documentId:n,outcome:"removed"};let i=e.get(n);return i===void 0?{documentId:n,outcome:"stored"}:{documentId:n,outcome:"refused",reason:i}}s(F,"receiptOf");function P(t){return t.do==="upsert"?t.document.id:t.documentId}s(P,"idOf");function M(t,e){return k(JSON.stringify([t,e])).slice(0,24)}s(M,"pageOf");export{ie as createPublishDestination};
