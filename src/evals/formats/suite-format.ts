/** A file that is a suite, or a part of one. */
export interface SuiteText {
  /** As the person named it. */
  readonly fileName: string;
  readonly text: string;
}

export type SuiteFormat = 'yaml' | 'csv' | 'jsonl' | 'qrels' | 'topics';

/**
 * Which kind of suite a file is. `qrels` (a judgement in each line: topic, iteration, document, grade)
 * and `topics` (id, tab, question) are the two halves of one suite.
 */
export function suiteFormat(fileName: string, text: string): SuiteFormat {
  const extension = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (extension === 'yaml' || extension === 'yml' || extension === 'json') return 'yaml';
  if (extension === 'jsonl' || extension === 'ndjson') return 'jsonl';
  const first = /^\s*(\S.*)$/m.exec(text.replace(/^\uFEFF/, ''))?.[1] ?? '';
  if (/^\S+\s+\S+\s+\S+\s+-?\d+\s*$/.test(first)) return 'qrels';
  if (extension === 'csv') return 'csv';
  const header = first.split('\t').map((cell) => cell.trim().toLowerCase());
  if (header.includes('question') && header.length > 2) return 'csv';
  if (/^[^\t]+\t[^\t]*\S[^\t]*$/.test(first)) return 'topics';
  if (extension === 'qrels' || extension === 'qrel') return 'qrels';
  return extension === 'tsv' || extension === 'topics' ? 'topics' : 'yaml';
}
