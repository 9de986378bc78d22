import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as o}from"./chunk-YSCBUCBH.js";import{f as e}from"./chunk-SEV25LCZ.js";var r=e(o(),1);var export_parseDocument=r.parseDocument;export{export_parseDocument as parseDocument};
