import type { Term } from './question-terms.ts';

/** A term as an FTS5 string: inside the quotes nothing is syntax. */
export function matchTerm(term: Term): string {
  return `"${term.text.replaceAll('"', '""')}"`;
}

export function matchAll(terms: readonly Term[]): string {
  return terms.map(matchTerm).join(' AND ');
}

export function matchAny(terms: readonly Term[]): string {
  return terms.map(matchTerm).join(' OR ');
}
