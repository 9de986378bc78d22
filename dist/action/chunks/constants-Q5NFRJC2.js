import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a,b,c}from"./chunk-CFA5C2JK.js";import"./chunk-4U7MVYZN.js";export{b as CL100K_TOKEN_SPLIT_REGEX,c as O200K_TOKEN_SPLIT_REGEX,a as R50K_TOKEN_SPLIT_REGEX};
