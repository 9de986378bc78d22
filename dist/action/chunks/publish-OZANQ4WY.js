import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as $}from"./chunk-WNMT73ZW.js";import{a as O,b as R,c as S,d as C}from"./chunk-FX42K72X.js";import{a as v}from"./chunk-P5NYQZX3.js";import{a as D}from"./chunk-UQ7R6X4Z.js";import"./chunk-K3EWWZAT.js";import{a as s}from"./chunk-SEV25LCZ.js";var T={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"};function l(r){return r.replace(/[&<>"']/g,e=>T[e]??e)}s(l,"escapeHtml");function M({text:r,title:e,headings:t,fresh:i,anchor:o}){let a=s((n,d)=>{let p=o!==void 0&&d===t.at(-1)?` id="${l(o)}"`:"";return`<h${n}${p}>${l(d)}</h${n}>
`},"headingOf"),c=H(r).flatMap(n=>{if(n.is!=="text")return[n];let[d="",...m]=n.lines,p=t.indexOf(d.trim())+1;return p===0||m.length>0?[n]:[{is:"heading",level:Math.min(6,p),words:d.trim()}]}),f=new Set(c.flatMap(n=>n.is==="heading"?[n.words]:[]));return[...i.filter(n=>n!==e&&!f.has(n)).map(n=>a(Math.min(6,t.indexOf(n)+1),n)),...c.map(n=>{switch(n.is){case"heading":return n.words===e?"":a(n.level,n.words);case"code":return`<pre>${l(n.lines.join(`
`))}</pre>
`;case"text":return N(n.lines);default:return n}})].join("")}s(M,"renderText");var I=/^\s{0,3}(`{3,}|~{3,})/;function H(r){let e=[],t=[],i,o=s(a=>{t.some(c=>c.trim()!=="")&&e.push({is:a,lines:t}),t=[]},"end");for(let a of r.split(`
`)){let c=I.exec(a)?.[1];if(i!==void 0){let n=c?.startsWith(i)===!0&&a.trim()===c;n?o("code"):t.push(a),n&&(i=void 0);continue}let[,f,u]=/^(#{1,6})\s+(.+)$/.exec(a)??[];c!==void 0?(o("text"),i=c):f!==void 0&&u!==void 0?(o("text"),e.push({is:"heading",level:f.length,words:L(u)})):a.trim()===""?o("text"):t.push(a)}return o(i===void 0?"text":"code"),e}s(H,"splitBlocks");function L(r){return r.replace(/\s*\{#[^}]*\}\s*$/,"").replace(/\s+#+\s*$/,"").trim()}s(L,"withoutMarks");var x=/^\s*(?:[-*+]|\d{1,9}[.)])\s+/;function N(r){let[e=""]=r;return x.test(e)?q(r):e.trim().startsWith("|")?E(r):`<p>${l(r.join(`
`).trim())}</p>
`}s(N,"renderLines");function q(r){let e=[];for(let t of r)x.test(t)?e.push(t.replace(x,"")):e.push(`${e.pop()??""} ${t.trim()}`);return`<ul>
${e.map(t=>`<li>${l(t)}</li>
`).join("")}</ul>
`}s(q,"renderList");function E(r){let e=r.filter(i=>!/^[\s|:-]+$/.test(i)),t=s(i=>i.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(o=>`<td>${l(o.trim())}</td>`).join(""),"cells");return`<table>
${e.map(i=>`<tr>${t(i)}</tr>
`).join("")}</table>
`}s(E,"renderTable");function P(r,e){let{title:t,url:i,language:o}=r,a=/^https?:/.test(i)?`<p><a href="${l(i)}">${l(i)}</a></p>
`:"";return`<!doctype html>
<html${o===void 0?"":` lang="${l(o)}"`}>
<head><meta charset="utf-8"><title>${l(t)}</title></head>
<body><main>
<h1>${l(t)}</h1>
${K(e,t)}</main><footer>
${a}</footer></body>
</html>
`}s(P,"renderPage");function K(r,e){let t=[],i=[e];for(let{text:o,gap:a,headings:c,anchor:f}of C(r)){let u=t.at(-1),n=W(c,i);u!==void 0&&n===c.length&&n===i.length?u.text+=a+o:(t.push({headings:c,anchor:f,fresh:c.slice(n),text:o}),i=c)}return t.map(o=>`<section>
${M({...o,title:e})}</section>
`).join("")}s(K,"renderSections");function W(r,e){let t=r.findIndex((i,o)=>i!==e[o]);return t===-1?Math.min(r.length,e.length):t}s(W,"commonLength");var z=50;function ae(r){let{site:e,label:t}=r,{notebook:i}=e;return{label:t,async open(o){let a=await O(i,o),c=v(),f=new Map,u=[];async function n(){if(u.length===0)return[];let d=[],m=[],p=[],h=new Map;for(let[g,y]of f){let w=j(o.namespace,g);if(y.do==="upsert"&&y.document.acl?.kind==="public"){let{document:b,chunks:k}=y;d.push(R(b,k.length,w)),m.push({key:e.pageKey(w),value:P(b,k)})}else p.push(g),y.do==="upsert"&&h.set(g,F)}await a.keep({put:d,remove:p},{put:[...m,e.changed()],remove:p.map(g=>e.pageKey(j(o.namespace,g)))});let B=u.map(g=>J(g,h));return f.clear(),u=[],B}return s(n,"flush"),{manifest:a.manifest,get traffic(){return c.traffic},async add(d,m){return d.do==="describe"?[S(d)]:(await a.claim(m),f.set($(d),d),u.push(d),u.length>=z?n():[])},async finish(d,m){let p=await n(),h=await e.changedSince();return h!==void 0&&(await r.haveItRead({signal:m,onRequest:c.count}),await e.read(h)),p}}}}}s(ae,"createPublishDestination");var F="its readers are restricted or unknown, and what is published can be read by whoever has the address";function J(r,e){let t=$(r);if(r.do==="delete")return{documentId:t,outcome:"removed"};let i=e.get(t);return i===void 0?{documentId:t,outcome:"stored"}:{documentId:t,outcome:"refused",reason:i}}s(J,"receiptOf");function j(r,e){return D(JSON.stringify([r,e])).slice(0,24)}s(j,"pageOf");export{ae as createPublishDestination};
