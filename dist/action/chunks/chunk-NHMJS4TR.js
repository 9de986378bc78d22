import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var n={maxTokens:512,overlapTokens:50,encoding:"cl100k"};var o=["auto","sync","check"],r=["never","regression","floor"];export{n as a,o as b,r as c};
