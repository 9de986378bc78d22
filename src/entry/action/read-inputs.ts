import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { defaultInclude } from '../../../connectors/file/selection.ts';
import { type ActionInputName, actionInputs } from './action-inputs.ts';

/** Reads one input as the runner passes it. */
export type GetInput = (name: string) => string;

export interface ActionSettings {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly dataSource: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly publishedUrl: string | undefined;
  readonly allowMassDelete: boolean;
  readonly timeBudgetMs: number | undefined;
}

/**
 * @throws FixInputError that names the input which is missing or wrong, and what to write.
 */
export function readInputs(getInput: GetInput, workspace: string): ActionSettings {
  const value = (name: ActionInputName) => {
    const given = getInput(name).trim();
    const used = given === '' ? actionInputs[name].default : given;
    if (used === '' && actionInputs[name].required) throw missing(name);
    return used;
  };
  const lines = value('paths')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const publishedUrl = value('published-url');
  return {
    apiKey: value('api-key'),
    baseUrl: url('base-url', value('base-url')),
    dataSource: value('data-source'),
    include: lines.filter((line) => !line.startsWith('!')).map((line) => toGlob(line, workspace)),
    exclude: lines
      .filter((line) => line.startsWith('!'))
      .map((line) => toGlob(line.slice(1), workspace)),
    publishedUrl: publishedUrl === '' ? undefined : url('published-url', publishedUrl),
    allowMassDelete: flag('allow-mass-delete', value('allow-mass-delete')),
    timeBudgetMs: minutes('time-budget', value('time-budget')),
  };
}

function missing(name: ActionInputName): FixInputError {
  const hint =
    name === 'api-key'
      ? `Write: api-key: \${{ secrets.TWIG_API_KEY }}. Pull requests from forks get no secrets.`
      : `Write it under "with:" in the workflow, for example ${name}: Product documentation.`;
  return new FixInputError(`The input "${name}" is missing or empty.`, {
    code: 'input_missing',
    hint,
  });
}

function url(name: ActionInputName, value: string): string {
  if (URL.canParse(value) && /^https?:/.test(value)) return value;
  throw new FixInputError(`The input "${name}" is "${value}", which is no http(s) address.`, {
    code: 'input_invalid',
    hint: `Write a whole address, for example ${name}: https://api.twig.so.`,
  });
}

function flag(name: ActionInputName, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new FixInputError(`The input "${name}" is "${value}"; it takes true or false.`, {
    code: 'input_invalid',
    hint: `Write ${name}: true or ${name}: false.`,
  });
}

function minutes(name: ActionInputName, value: string): number | undefined {
  if (value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value) * 60_000;
  throw new FixInputError(`The input "${name}" is "${value}"; it takes minutes, above 0.`, {
    code: 'input_invalid',
    hint: `Write for example ${name}: 20, less than the timeout-minutes of the job.`,
  });
}

/** A folder stands for the documents below it; a file and a glob for themselves. */
function toGlob(path: string, workspace: string): string {
  const plain = path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
  if (plain === '.' || plain === '') return defaultInclude;
  const isFolder = statSync(join(workspace, plain), { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? `${plain}/${defaultInclude}` : plain;
}
