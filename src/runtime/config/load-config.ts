import { cutText } from '#util/cut-text.ts';
import type { Config } from './config.ts';
import { type ConfigFault, configInvalid } from './config-fault.ts';
import { configSchema, type Vocabulary } from './config-schema.ts';
import { meantKey, unknownKeyMessage } from './config-sections.ts';
import { repeatedNames } from './repeated-names.ts';
import { toConfig } from './to-config.ts';
import { type Place, readYaml, type YamlDocument } from './yaml-document.ts';

export interface ConfigText extends Partial<Vocabulary> {
  readonly text: string;
  /** As messages should name it. */
  readonly fileName: string;
  /** Where `${NAME}` is looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const documentedVocabulary: Vocabulary = {
  sourceTypes: ['website', 'file', 'confluence', 'slack', 'google_drive', 'sharepoint', 'notion'],
  webhookSchemes: ['twig', 'twig-base64', 'twig-timestamped', 'standard-webhooks'],
};

/**
 * Reads `twigkit.yaml`. An empty file is a configuration of defaults.
 *
 * `sourceTypes` and `webhookSchemes` say which words the file may use; without them, what the API
 * documents.
 *
 * @throws FixInputError `config_invalid` with every fault of the file: where, what was found, what was
 * expected, what to write. Its `cause` is the list of faults. Secrets are not repeated in it.
 *
 * @example
 * const config = loadConfig({ text: 'sources: [{ name: Docs, type: file }]', fileName: 'twigkit.yaml', env: {} });
 */
export function loadConfig({ text, fileName, env, ...vocabulary }: ConfigText): Config {
  const yaml = readYaml(text, env);
  if (yaml.value === undefined) throw configInvalid(fileName, yaml.faults);
  const written = yaml.value ?? {};
  const parsed = configSchema({ ...documentedVocabulary, ...vocabulary }).safeParse(written, {
    reportInput: true,
  });
  const faults = [
    ...yaml.faults,
    ...schemaFaults(parsed.error?.issues ?? [], yaml),
    ...repeatedNames(written, yaml),
  ];
  if (!parsed.success || faults.length > 0) throw configInvalid(fileName, faults);
  return toConfig(parsed.data);
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly keys?: readonly string[];
}

function schemaFaults(issues: readonly Issue[], yaml: YamlDocument): readonly ConfigFault[] {
  const unknown = issues.flatMap(({ path, keys = [] }) => keys.map((key) => ({ path, key })));
  const meant = new Set(
    unknown.map(({ path, key }) => idOf([...path, meantKey(key, patternOf(path))])),
  );
  return [
    ...unknown.map(({ path, key }) => {
      const { line, column } = yaml.locateKey(path, key);
      return { line, column, message: unknownKeyMessage(key, patternOf(path)) };
    }),
    ...issues.flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') return [];
      const place = yaml.locate(issue.path);
      // Each of these is a fault already: a variable that is not set, a key that is misspelt.
      if (place.unresolved || (!place.exists && meant.has(idOf(issue.path)))) return [];
      const { line, column } = place;
      return [{ line, column, message: `found ${foundText(issue, place)}, ${issue.message}` }];
    }),
  ];
}

/** Where a path lies in the shape of the file; `[]` is any item of a list. */
function patternOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? '[]' : String(part))).join('.');
}

function idOf(path: readonly (PropertyKey | undefined)[]): string {
  return JSON.stringify(path);
}

/** A secret in the wrong place must not be repeated in a log. */
function mayHoldSecret(pattern: string): boolean {
  return /^(api|api\.api_key|webhooks|webhooks\.secrets(\.\[\](\.value)?)?|notify(\.webhooks(\.\[\](\.secret)?)?|\.slack(\.token)?)?)$/.test(
    pattern,
  );
}

function foundText({ input, path }: Issue, { exists, template }: Place): string {
  const key = path.at(-1);
  if (!exists) return typeof key === 'string' ? `no ${JSON.stringify(key)}` : 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object' && input !== null) return 'a mapping';
  if (template !== undefined) {
    return input === '' ? `"${template}" to be empty` : `the value of "${template}"`;
  }
  if (input === '') return 'an empty text';
  const secret = mayHoldSecret(patternOf(path));
  if (typeof input !== 'string')
    return secret ? `a ${typeof input}` : `the ${typeof input} ${String(input)}`;
  // Credentials in an address are secrets wherever they stand.
  return secret ? 'a text' : JSON.stringify(cutText(input, 60).replace(/\/\/[^/@\s]*@/, '//…@'));
}
