/** Writes action.yml, and the input table in README.md between its markers, from one table. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import {
  type ActionInput,
  actionInputs,
  actionOutputs,
} from '../src/entry/action/action-inputs.ts';

const root = resolve(import.meta.dirname, '..');

export function actionYaml(): string {
  const inputs = Object.fromEntries(
    Object.entries(actionInputs).map(([name, input]: [string, ActionInput]) => [
      name,
      {
        description: input.description,
        required: input.required,
        ...(input.default === '' ? {} : { default: input.default }),
      },
    ]),
  );
  const outputs = Object.fromEntries(
    Object.entries(actionOutputs).map(([name, description]) => [name, { description }]),
  );
  const metadata = {
    name: 'twigkit',
    description: 'Syncs documentation into a Twig data source.',
    branding: { icon: 'refresh-cw', color: 'green' },
    inputs,
    outputs,
    runs: { using: 'node24', main: 'dist/action/index.js' },
  };
  return `# Made by: node scripts/action-metadata.ts\n${stringify(metadata, { lineWidth: 0 })}`;
}

export function inputTable(): string {
  const rows = Object.entries(actionInputs).map(([name, input]: [string, ActionInput]) => {
    const value = input.required ? 'required' : input.default === '' ? '' : `\`${input.default}\``;
    return `| \`${name}\` | ${value} | ${input.description} |`;
  });
  return ['| input | default | what it is |', '| --- | --- | --- |', ...rows].join('\n');
}

export function withInputTable(readme: string): string {
  const marked = /(<!-- inputs:begin -->\n)[\s\S]*?(<!-- inputs:end -->)/;
  if (!marked.test(readme)) throw new Error('README.md has no markers for the input table.');
  return readme.replace(
    marked,
    (_all, begin: string, end: string) => `${begin}${inputTable()}\n${end}`,
  );
}

if (import.meta.main) {
  const readme = join(root, 'README.md');
  writeFileSync(join(root, 'action.yml'), actionYaml());
  writeFileSync(readme, withInputTable(readFileSync(readme, 'utf8')));
}
