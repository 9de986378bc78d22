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
        description: describe(input),
        required: false,
        ...(input.expression === undefined ? {} : { default: input.expression }),
      },
    ]),
  );
  const outputs = Object.fromEntries(
    Object.entries(actionOutputs).map(([name, description]) => [name, { description }]),
  );
  const metadata = {
    name: 'twigkit',
    description:
      'Keeps a Twig data source in step with your docs, and names the answer that a pull request would lose.',
    branding: { icon: 'refresh-cw', color: 'green' },
    inputs,
    outputs,
    runs: { using: 'node24', main: 'dist/action/index.js' },
  };
  return `# Made by: node scripts/action-metadata.ts\n${stringify(metadata, { lineWidth: 0 })}`;
}

/** `action.yml` must not fill a default in: `twigkit.yaml` may say something else. */
function describe({ description, default: fallback }: ActionInput): string {
  return fallback === '' ? description : `${description} Default: ${fallback}.`;
}

export function inputTable(): string {
  const rows = Object.entries(actionInputs).map(([name, input]: [string, ActionInput]) => {
    const shown = input.expression ?? input.default;
    const value = shown === '' ? '' : `\`${shown}\``;
    const key = input.key === '' ? '' : `\`${input.key}\``;
    return `| \`${name}\` | ${value} | ${key} | ${input.description} |`;
  });
  const head = ['| input | default | in twigkit.yaml | what it is |', '| --- | --- | --- | --- |'];
  return [...head, ...rows].join('\n');
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
