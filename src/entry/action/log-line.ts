import { stripVTControlCharacters } from 'node:util';

/**
 * A line for the log in which nothing is a command to the runner, whatever file names and documents
 * it repeats: no second line, no `::command::` at its start, no `##[command]` anywhere.
 */
export function logLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}+|[\u2028\u2029]/gu, ' ')
    .trimEnd()
    .replace(/^(\s*)(?=::)/, '$1\u200b')
    .replaceAll('##[', '##\u200b[');
}
