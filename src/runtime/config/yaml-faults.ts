import { type Document, visit, type YAMLParseError, type YAMLWarning } from 'yaml';
import type { ConfigFault, Position } from './config-fault.ts';

/** Errors of the YAML syntax in words; one for each line, since one slip makes the parser report several. */
export function yamlFaults(
  document: Document.Parsed,
  text: string,
  positionAt: (offset: number) => Position,
): readonly ConfigFault[] {
  const lines = text.split('\n');
  const byLine = new Map<number, ConfigFault>();
  const add = (offset: number, messageFor: (line: string) => string) => {
    const position = positionAt(offset);
    if (byLine.has(position.line)) return;
    const message = messageFor(lines[position.line - 1] ?? '');
    byLine.set(position.line, { ...position, message });
  };
  for (const error of [...document.errors, ...document.warnings]) {
    add(error.pos[0], (line) => messageOf(error, text, line));
  }
  visit(document, {
    Alias(_, alias) {
      const offset = alias.range?.[0] ?? 0;
      const target = alias.resolve(document);
      const [start, , end] = target?.range ?? [0, 0, 0];
      if (!target) add(offset, () => `found "*${alias.source}", ${unknownAlias}`);
      else if (start <= offset && offset < end) {
        add(offset, () => `found "*${alias.source}", ${endlessAlias}`);
      }
    },
  });
  return [...byLine.values()];
}

const unknownAlias =
  'which YAML takes for an alias of a value that is not there. Quote it if it is a text.';
const endlessAlias = 'which stands inside the value that it repeats. Write the value out.';

function messageOf(error: YAMLParseError | YAMLWarning, text: string, line: string): string {
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const key = /^["']?([^:"'\s]+)/.exec(text.slice(error.pos[0]))?.[1] ?? 'a key';
      return `found ${JSON.stringify(key)} again in the same mapping, expected every key once. Delete one of them.`;
    }
    case 'TAB_AS_INDENT':
      return 'found a tab, expected spaces. Write: two spaces for every level.';
    case 'MULTIPLE_DOCS':
      return 'found a second YAML document, expected one. Delete the line "---" and what follows it.';
    case 'TAG_RESOLVE_FAILED':
      return 'found a YAML tag (a word after "!"), expected plain values. Quote the text if it begins with "!".';
    case 'BAD_ALIAS':
      return starAdvice;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'found ": " inside a text, expected one key and its value. Quote the text: name: "Docs: all of them".';
    case 'MISSING_CHAR':
      return /quote/.test(error.message)
        ? 'found a quote that is not closed, expected its other half at the end of the text.'
        : `found what is not YAML: ${firstLine(error.message)}.`;
    default:
      if (bareVariable.test(line)) {
        return `found a variable without quotes between brackets, expected quotes around it. Write: "\${NAME}".`;
      }
      return bareStar.test(line)
        ? starAdvice
        : `found what is not YAML: ${firstLine(error.message)}. Check the indentation, brackets and quotes of this line and the one before it.`;
  }
}

/** `{ key: ${NAME} }`: between brackets YAML reads the variable's own brace as a new mapping. */
const bareVariable = /[[{].*(^|[^"'\w])\$\{/;

// A cron line without quotes.
const bareStar = /:\s+\*/;

const starAdvice =
  'found a text that begins with "*", which YAML takes for an alias. Quote it: sync_frequency: "*/15 * * * * UTC".';

function firstLine(message: string): string {
  return message.replace(/[\r\n][\s\S]*$/, '').replace(/\.$/, '');
}
