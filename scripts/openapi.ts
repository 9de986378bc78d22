/** Writes docs/openapi.json from the schemas: node scripts/openapi.ts */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openapiDocument } from '#twig/api/openapi/openapi-document.ts';

const root = resolve(import.meta.dirname, '..');
const path = resolve(root, 'docs/openapi.json');
writeFileSync(path, JSON.stringify(openapiDocument(), undefined, 2));
const biome = resolve(root, 'node_modules/.bin/biome');
execFileSync(biome, ['format', '--write', path], { cwd: root, stdio: 'inherit' });
