import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as n}from"./chunk-SEV25LCZ.js";function t(e){switch(e.do){case"upsert":return e.document.id;case"describe":return e.description.id;case"delete":return e.documentId}}n(t,"changedDocument");export{t as a};
