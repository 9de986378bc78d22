import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as o}from"./chunk-K2DRJR32.js";import{f as e}from"./chunk-4U7MVYZN.js";var r=e(o(),1);var export_parseDocument=r.parseDocument;export{export_parseDocument as parseDocument};
